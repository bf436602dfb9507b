-- Acts that nobody did, and some that were done a second later or for somebody else. Discharges of somebody who was
-- never ready before leaving, and of somebody who is ready and still there. A patient without a station is nursed once
-- a provider comes. Nobody discharges the dead.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id, act, began_at
FROM (
    VALUES
    (10001, 'admission', timestamptz '2025-03-03 11:00-08'),
    (10001, 'emergency nursing', '2025-03-03 09:20-08'),
    (10001, 'nursing', '2025-03-03 13:00-08'),
    (10001, 'triage', '2025-03-03 09:07-08'),
    (30001, 'discharge', '2025-03-06 09:00-08'),
    (30001, 'emergency care', '2025-03-05 18:30-08'),
    (40001, 'discharge', '2025-03-08 15:00-07'),
    (50001, 'anesthesia', '2025-03-06 09:00-08'),
    (50001, 'operating nursing', '2025-03-06 09:00-08'),
    (50001, 'surgery', '2025-03-06 09:00-08'),
    (50001, 'triage', '2025-03-04 22:00-08'),
    (60001, 'discharge', '2025-03-09 10:00-07'),
    (85000, 'emergency nursing', '2025-03-05 08:10-08'),
    (100001, 'discharge', '2025-03-07 09:00-08'),
    (140001, 'discharge', '2025-03-07 10:00-08')
) AS f (encounter_id, act, began_at);
DELETE FROM encounter_staff
WHERE
    (encounter_id = 10001 AND act IN ('emergency nursing', 'admission'))
    OR (encounter_id = 10001 AND shift_id = 12745500011)
    OR (encounter_id = 30001 AND act = 'emergency care')
    OR (encounter_id = 50001 AND act IN ('triage', 'surgery', 'anesthesia', 'operating nursing'));
UPDATE encounter_staff
SET began_at = began_at + CASE encounter_id WHEN 30001 THEN interval '1 second' ELSE interval '-1 second' END
WHERE
    encounter_id IN (30001, 140001)
    AND act = 'discharge';
UPDATE encounter_staff SET encounter_id = 75001 WHERE encounter_id = 10001 AND act = 'triage';
UPDATE encounters SET ready_at = admitted_at WHERE encounter_id = 40001;
UPDATE encounters SET ready_at = admitted_at - interval '1 hour' WHERE encounter_id = 100001;
UPDATE encounters SET ready_at = '2025-03-09 10:00-07' WHERE encounter_id = 60001;
UPDATE ed_stays SET roomed_at = NULL WHERE encounter_id = 85000;
