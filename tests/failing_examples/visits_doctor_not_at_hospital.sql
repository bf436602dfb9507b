-- implies: doctor_specialty_mismatches

-- a doctor of another hospital treats a condition that the patient has only one visit for
CREATE TEMPORARY TABLE failing AS
SELECT min(visit_id) AS visit_id
FROM visits
GROUP BY patient_id, condition_id
HAVING count(*) = 1
ORDER BY 1
LIMIT 1;
ALTER TABLE visits DROP CONSTRAINT fk_visits_doctor_id_hospital_id;
UPDATE visits AS v
SET doctor_id = (
    SELECT min(d.doctor_id)
    FROM doctors AS d
    WHERE d.doctor_id NOT IN (SELECT w.doctor_id FROM doctor_hospitals AS w WHERE w.hospital_id = v.hospital_id)
)
WHERE v.visit_id = (SELECT visit_id FROM failing);
