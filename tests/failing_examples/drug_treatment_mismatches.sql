CREATE TEMPORARY TABLE failing AS SELECT min(visit_id) AS visit_id FROM visits WHERE medication_id IS NOT NULL;
UPDATE visits
SET medication_id = NULL, dosage = NULL, frequency = NULL
WHERE visit_id = (SELECT visit_id FROM failing);
