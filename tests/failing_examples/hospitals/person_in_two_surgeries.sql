-- The anesthetist of two surgeries, of which the first one takes a second longer; a surgeon whose surgery has not
-- ended, and who does anesthesia too. Operating nurses may go from one surgery to the next; what they do elsewhere does
-- not count.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id, act
FROM (VALUES (50001, 'anesthesia'), (50001, 'surgery'), (120001, 'surgery')) AS f (encounter_id, act);
UPDATE encounter_staff
SET ended_at = '2025-03-06 09:00:01-08'
WHERE encounter_id = 120001 AND act = 'anesthesia';
UPDATE encounter_staff SET ended_at = NULL, staff_id = 1000142 WHERE encounter_id = 120001 AND act = 'surgery';
UPDATE encounter_staff SET staff_id = 1000142 WHERE encounter_id = 10001 AND act = 'nursing';
UPDATE encounter_staff SET ended_at = '2025-03-06 07:40-08', staff_id = 1000142, began_at = '2025-03-06 07:20-08'
WHERE encounter_id = 120001 AND act = 'operating nursing';
UPDATE encounter_staff
SET staff_id = 1000131, began_at = '2025-03-06 10:00-08'
WHERE encounter_id = 50001 AND act = 'operating nursing';
