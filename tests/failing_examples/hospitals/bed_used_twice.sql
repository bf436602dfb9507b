-- Patient 4 is in the bed of patient 6, who is still there. Patient 11 gets the bed of patient 14, at the moment when
-- it becomes free, which is allowed.
CREATE TEMPORARY TABLE failing AS SELECT 40001 AS encounter_id, 1 AS sequence;
UPDATE bed_stays SET bed_id = 100061 WHERE encounter_id = 40001;
UPDATE bed_stays SET bed_id = 100011, entered_at = '2025-03-07 15:00-08' WHERE encounter_id = 110001;
