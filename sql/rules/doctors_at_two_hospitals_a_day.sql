-- id: doctors_at_two_hospitals_a_day
-- title: Doctor admits patients at two hospitals on one day
-- severity: error
-- description: A doctor of several hospitals is at one of them on one day. A doctor of one hospital
--   treats nowhere else, which another rule checks.

SELECT
    doctor_id,
    date_of_admission,
    count(DISTINCT hospital_id) AS hospitals
FROM visits
WHERE
    doctor_id IN (
        SELECT w.doctor_id
        FROM doctor_hospitals AS w
        GROUP BY w.doctor_id
        HAVING count(*) > 1
    )
GROUP BY doctor_id, date_of_admission
HAVING count(DISTINCT hospital_id) > 1
ORDER BY doctor_id, date_of_admission
