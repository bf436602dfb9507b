-- One patient left the emergency department before the first bed, and one after it. Some left
-- the last bed too early, too late or not at all. One who never got a bed left the emergency department too early, and
-- one is in neither. Two who came by appointment had no bed.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id
FROM (VALUES (10001), (30001), (50001), (60001), (100001), (80001), (110001), (130001)) AS f (encounter_id);
UPDATE ed_stays SET departed_at = departed_at - interval '1 second' WHERE encounter_id IN (10001, 100001);
UPDATE ed_stays SET departed_at = departed_at + interval '1 second' WHERE encounter_id = 30001;
UPDATE bed_stays SET left_at = left_at - interval '1 second' WHERE encounter_id = 50001 AND sequence = 4;
UPDATE bed_stays SET left_at = '2025-03-08 00:00-08' WHERE encounter_id = 60001;
UPDATE bed_stays SET left_at = left_at + interval '1 second' WHERE encounter_id = 80001;
UPDATE ed_stays SET departed_at = NULL WHERE encounter_id = 110001;
UPDATE encounters SET admitted_at = registered_at WHERE encounter_id = 130001;
INSERT INTO bed_stays (encounter_id, sequence, bed_id, service, requested_at, entered_at, reason, outlier)
VALUES (130001, 1, 100012, 'MED', '2025-03-07 10:00-08', '2025-03-07 10:00-08', 'admit', FALSE);
DELETE FROM bed_stays WHERE encounter_id = 120001;
UPDATE encounters SET admitted_at = NULL WHERE encounter_id = 90001;
UPDATE bed_stays SET left_at = NULL WHERE encounter_id = 90001;
DELETE FROM bed_stays WHERE encounter_id = 140001;
UPDATE encounters SET left_at = NULL WHERE encounter_id = 140001;
