CREATE TEMPORARY TABLE failing AS SELECT max(treatment_id) + 1 AS treatment_id FROM treatments;
INSERT INTO treatments (treatment_id, name, given_as_drug, scheduled, outpatient)
SELECT treatment_id, 'Leech Therapy', TRUE, FALSE, FALSE
FROM failing;
