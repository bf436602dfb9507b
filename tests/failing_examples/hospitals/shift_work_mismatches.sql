-- Work that begins or ends a second too early or too late, or has not ended. Calls before and after a shift on call.
-- Standby at the workplace. At the limits, all is right.
CREATE TEMPORARY TABLE failing AS
SELECT shift_id
FROM (
    VALUES
    (12745500011), (12745500021), (12745500031), (12745500041), (12745500061), (12745500141), (12745600142),
    (12745700021), (12746100012)
) AS f (shift_id);
UPDATE shifts
SET started_at = planned_start - interval '8 minutes 1 second'
WHERE shift_id = 12745500011;
UPDATE shifts SET started_at = planned_start + interval '1 second' WHERE shift_id = 12745500021;
UPDATE shifts SET ended_at = planned_end - interval '1 second' WHERE shift_id = 12745500031;
UPDATE shifts SET ended_at = planned_end + interval '20 minutes 1 second' WHERE shift_id = 12745500041;
UPDATE shifts SET status = 'standby' WHERE shift_id = 12745500061;
UPDATE shifts SET started_at = planned_start - interval '1 second' WHERE shift_id = 12745500141;
UPDATE shifts SET started_at = planned_end + interval '1 second' WHERE shift_id = 12745600142;
UPDATE shifts SET ended_at = NULL, status = 'at work' WHERE shift_id = 12745700021;
UPDATE shifts
SET ended_at = NULL, status = 'at work', planned_end = '2025-03-09 23:40-07'
WHERE shift_id = 12746100012;
UPDATE shifts
SET ended_at = NULL, status = 'at work', planned_end = '2025-03-09 23:40:01-07'
WHERE shift_id = 12746100022;
UPDATE shifts
SET started_at = planned_start - interval '8 minutes', ended_at = planned_end
WHERE shift_id = 12745600011;
UPDATE shifts
SET started_at = planned_start, ended_at = planned_end + interval '20 minutes'
WHERE shift_id = 12745600021;
UPDATE shifts SET started_at = planned_start, status = 'at work' WHERE shift_id = 12745700141;
UPDATE shifts SET started_at = planned_end WHERE shift_id = 12745900141;
UPDATE shifts SET status = 'open' WHERE shift_id = 12745600031;
