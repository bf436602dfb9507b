-- A step-up to an ordinary ward, and a step-down to intensive care
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id, sequence FROM (VALUES (10001, 1), (50001, 2)) AS f (encounter_id, sequence);
UPDATE bed_stays SET reason = 'step-up' WHERE encounter_id = 10001;
UPDATE bed_stays SET reason = 'step-down' WHERE encounter_id = 50001 AND sequence = 2;
