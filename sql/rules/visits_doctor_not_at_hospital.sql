-- id: visits_doctor_not_at_hospital
-- title: Doctor treats in a hospital where the doctor does not work
-- severity: error
-- description: Doctors treat only in their own hospitals.
-- enforced_by: fk_visits_doctor_id_hospital_id

SELECT
    v.visit_id,
    v.doctor_id,
    v.hospital_id
FROM visits AS v
LEFT JOIN doctor_hospitals AS w USING (doctor_id, hospital_id)
WHERE w.doctor_id IS NULL
ORDER BY v.visit_id
