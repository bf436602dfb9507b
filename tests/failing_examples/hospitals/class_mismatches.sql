CREATE TEMPORARY TABLE failing AS
SELECT encounter_id FROM (VALUES (10001), (30001), (130001)) AS f (encounter_id);
UPDATE encounters SET class = 'emergency' WHERE encounter_id = 10001;
UPDATE encounters SET admitted_at = NULL WHERE encounter_id = 30001;
UPDATE encounters SET class = 'observation' WHERE encounter_id = 130001;
