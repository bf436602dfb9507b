-- implies: visit_age_mismatches, visits_before_birth

CREATE TEMPORARY TABLE failing AS
SELECT p.patient_id
FROM patients AS p
LEFT JOIN visits AS v USING (patient_id)
GROUP BY p.patient_id
ORDER BY count(v.visit_id), p.patient_id
LIMIT 1;
UPDATE patients
SET date_of_birth = (SELECT today + 1 FROM current_dataset), age = 0
WHERE patient_id = (SELECT patient_id FROM failing);
