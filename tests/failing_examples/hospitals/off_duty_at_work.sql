-- Somebody else's shift, another shift of the same person, before the shift, before the call, at the end of the shift
-- and after it, and in shifts of somebody who did not come, who is on standby, and of nobody. At the beginning is in
-- time.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id, act, began_at FROM encounter_staff
WHERE
    (act = 'admission' AND encounter_id IN (10001, 30001, 40001, 50001, 60001))
    OR (act = 'triage' AND encounter_id IN (10001, 15000, 30001, 60001))
    OR (act = 'surgery' AND encounter_id = 50001);
UPDATE encounter_staff SET staff_id = 1000082 WHERE act = 'admission' AND encounter_id = 10001;
UPDATE encounter_staff SET staff_id = 1000082 WHERE act = 'admission' AND encounter_id = 30001;
UPDATE encounter_staff SET shift_id = 12745600089 WHERE act = 'admission' AND encounter_id = 60001;
UPDATE encounter_staff SET shift_id = 12745600083 WHERE act = 'admission' AND encounter_id = 40001;
UPDATE shifts SET planned_start = '2025-03-04 23:00:01-08' WHERE shift_id = 12745600083;
UPDATE shifts SET planned_end = '2025-03-03 09:07-08' WHERE shift_id = 12745500201;
UPDATE shifts SET started_at = NULL, ended_at = NULL, status = 'absent' WHERE shift_id = 12746000204;
UPDATE encounter_staff SET shift_id = 1 WHERE act = 'triage' AND encounter_id = 30001;
UPDATE shifts SET started_at = '2025-03-06 09:00:01-08' WHERE shift_id = 12745800142;
UPDATE shifts
SET started_at = '2025-03-08 12:00-08', planned_start = '2025-03-08 12:00-08'
WHERE shift_id = 12746000082;
