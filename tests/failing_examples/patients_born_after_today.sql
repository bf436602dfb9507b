-- implies: visit_age_mismatches, visits_before_birth

-- one patient is born tomorrow; another is born today, which is allowed
-- both have as few visits as possible, because every visit lies before such a birth
CREATE TEMPORARY TABLE chosen AS
SELECT p.patient_id, row_number() OVER (ORDER BY count(v.visit_id), p.patient_id) AS place
FROM patients AS p
LEFT JOIN visits AS v USING (patient_id)
GROUP BY p.patient_id
ORDER BY count(v.visit_id), p.patient_id
LIMIT 2;
CREATE TEMPORARY TABLE failing AS SELECT patient_id FROM chosen WHERE place = 1;
ALTER TABLE patients DROP CONSTRAINT ck_patients_registered_after_birth;
UPDATE patients AS p
SET date_of_birth = d.today + CASE chosen.place WHEN 1 THEN 1 ELSE 0 END, age = 0
FROM chosen
CROSS JOIN current_dataset AS d
WHERE p.patient_id = chosen.patient_id;
