-- implies: doctor_specialty_mismatches
CREATE TEMPORARY TABLE failing AS
SELECT min(v.visit_id) AS visit_id
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE v.medication_id IS NULL AND c.name NOT IN ('Broken bones', 'Childbirth');
ALTER TABLE visits DROP CONSTRAINT fk_visits_condition_id_treatment_id;
UPDATE visits
SET treatment_id = (SELECT treatment_id FROM treatments WHERE name = 'Cast')
WHERE visit_id = (SELECT visit_id FROM failing);
