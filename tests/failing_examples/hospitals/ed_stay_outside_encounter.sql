-- Two stays begin before or after their encounters. One of an admitted patient ends after the encounter, and one has not
-- ended. Two of patients who were not admitted end before it. Patient 11 is still there.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id
FROM (VALUES (10001), (30001), (50001), (60001), (85000), (99001)) AS f (encounter_id);
UPDATE ed_stays SET arrived_at = arrived_at + interval '1 second' WHERE encounter_id = 10001;
UPDATE ed_stays SET arrived_at = arrived_at - interval '1 second' WHERE encounter_id = 60001;
UPDATE ed_stays SET departed_at = '2025-03-06 11:00:01-08' WHERE encounter_id = 30001;
UPDATE ed_stays SET departed_at = NULL WHERE encounter_id = 50001;
UPDATE ed_stays SET departed_at = departed_at - interval '1 second' WHERE encounter_id = 85000;
UPDATE encounters SET left_at = NULL WHERE encounter_id = 99001;
UPDATE ed_stays SET departed_at = NULL WHERE encounter_id = 110001;
