-- Other patients, other hospitals, another condition, no condition
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id
FROM (VALUES (10001), (30001), (50001), (90001), (120001), (130001)) AS f (encounter_id);
UPDATE encounters SET patient_id = 2 WHERE encounter_id IN (10001, 120001);
UPDATE encounters SET hospital_id = 2 WHERE encounter_id = 30001;
UPDATE encounters SET condition_id = 2 WHERE encounter_id = 50001;
UPDATE encounters SET condition_id = NULL WHERE encounter_id = 130001;
UPDATE encounters SET hospital_id = 1 WHERE encounter_id = 90001;
