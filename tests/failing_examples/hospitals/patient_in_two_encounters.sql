-- Patient 6, who has not left, arrives again. Patient 9 arrives at the second hospital when leaving the first one.
CREATE TEMPORARY TABLE failing AS SELECT 120001 AS encounter_id;
UPDATE encounters SET patient_id = 6 WHERE encounter_id = 120001;
UPDATE encounters SET left_at = '2025-03-04 15:00-05' WHERE encounter_id = 99001;
