-- One works a second too long by the plan, one in fact, one begins a second too early, and one works by day between two
-- nights. 10 hours are enough, and who did not come has rested.
CREATE TEMPORARY TABLE failing AS
SELECT shift_id
FROM (
    VALUES (12745600011), (12745600021), (12745600061), (12745700031), (12745700033)
) AS f (shift_id);
UPDATE shifts
SET planned_end = planned_end + interval '2 hours'
WHERE shift_id IN (12745500011, 12745500021, 12745500051);
UPDATE shifts SET planned_end = planned_end + interval '1 second' WHERE shift_id = 12745500021;
UPDATE shifts SET ended_at = planned_end + interval '2 hours 1 second' WHERE shift_id = 12745500061;
UPDATE shifts
SET started_at = planned_start + CASE shift_id WHEN 12745600011 THEN interval '-1 second' ELSE interval '1 second' END
WHERE shift_id IN (12745600011, 12745600021, 12745600051, 12745600061);
UPDATE shifts SET staff_id = 1000033 WHERE shift_id = 12745700031;
UPDATE shifts SET staff_id = 1000043, status = 'absent' WHERE shift_id = 12745700041;
UPDATE shifts SET staff_id = NULL, status = 'open' WHERE shift_id IN (12745500013, 12745600041);
