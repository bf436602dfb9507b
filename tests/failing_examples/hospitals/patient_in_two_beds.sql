-- Patient 5 enters the third bed before leaving the second one, for which nobody noted the end, and the fourth one after
-- a while in none. The only bed of patient 1 has number 2, that of patient 3 number 0.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id, sequence FROM (VALUES (10001, 2), (30001, 0), (50001, 3)) AS f (encounter_id, sequence);
UPDATE bed_stays SET left_at = NULL WHERE encounter_id = 50001 AND sequence = 2;
UPDATE bed_stays SET entered_at = '2025-03-06 18:00:01-08' WHERE encounter_id = 50001 AND sequence = 4;
UPDATE bed_stays SET sequence = 2 WHERE encounter_id = 10001;
UPDATE bed_stays SET sequence = 0 WHERE encounter_id = 30001;
