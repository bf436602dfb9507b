-- One died in the hospital and lives, one died there on another day, two left after the date of death, and one who died
-- is still there. On the date of death patients can come and leave.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id
FROM (VALUES (10001), (20001), (30001), (50001), (90001)) AS f (encounter_id);
UPDATE encounters SET disposition = '20' WHERE encounter_id = 10001;
UPDATE patients SET date_of_death = '2025-03-08' WHERE patient_id = 5;
UPDATE patients SET date_of_death = '2025-03-05' WHERE patient_id IN (3, 9);
UPDATE patients SET date_of_death = '2025-03-07' WHERE patient_id IN (8, 13, 14);
UPDATE encounters SET left_at = '2025-03-08 00:30-05' WHERE encounter_id = 80001;
UPDATE patients SET date_of_death = '2025-03-10' WHERE patient_id = 2;
INSERT INTO failing VALUES (80001);
