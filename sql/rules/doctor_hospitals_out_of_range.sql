-- id: doctor_hospitals_out_of_range
-- title: Doctor without a hospital, or with more than three
-- severity: error
-- description: A doctor works at 1 to 3 hospitals.

SELECT
    d.doctor_id,
    count(w.hospital_id) AS hospitals
FROM doctors AS d
LEFT JOIN doctor_hospitals AS w USING (doctor_id)
GROUP BY d.doctor_id
HAVING count(w.hospital_id) NOT BETWEEN 1 AND 3
ORDER BY d.doctor_id
