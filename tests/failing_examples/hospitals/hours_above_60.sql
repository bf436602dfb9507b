-- The nurses 22 to 62 have shifts from Friday to the next Tuesday: 60 hours, on which clocks go forward. One has a
-- second more. One begins another shift in the last second of the 7 days, and one at their end. One more did not come
-- on Saturday, and works on Wednesday. A nurse who is at work now has a second too much by night. A surgeon was called
-- for more than 60 hours; time on call is none that is worked. A nurse with 60 hours stayed an hour longer than planned
-- one day, and went an hour before the planned end on another.
CREATE TEMPORARY TABLE failing AS
SELECT shift_id
FROM (VALUES (12745800142), (12745900024), (12745900032), (12745900052)) AS f (shift_id);
UPDATE shifts SET started_at = planned_start WHERE status IN ('at work', 'worked');
UPDATE shifts SET ended_at = planned_end WHERE status = 'worked';
UPDATE shifts
SET staff_id = staff_id + CASE shift_type WHEN 'on call 24' THEN -1 ELSE 1 END
WHERE
    shift_id % 1000 IN (21, 31, 41, 51, 61, 23, 142)
    AND shift_id > 12746200000;
UPDATE shifts SET planned_end = planned_end + interval '1 second' WHERE shift_id = 12746200031;
UPDATE shifts
SET planned_start = '2025-03-14 08:00-07', planned_end = '2025-03-14 20:00-07'
WHERE shift_id = 12746400041;
UPDATE shifts
SET planned_start = '2025-03-14 07:59:59-07', planned_end = '2025-03-14 19:59:59-07'
WHERE shift_id = 12746400051;
UPDATE shifts SET staff_id = 1000041 WHERE shift_id = 12745800041;
UPDATE shifts SET staff_id = NULL, status = 'open' WHERE shift_id IN (12746400021, 12746400031, 12746400023);
UPDATE shifts SET status = 'absent' WHERE shift_id = 12746000062;
UPDATE shifts
SET planned_end = planned_end + interval '1 hour 1 second'
WHERE shift_id = 12746300023;
UPDATE shifts
SET planned_end = started_at + interval '60 hours 1 second', ended_at = started_at + interval '60 hours 1 second'
WHERE shift_id = 12745800142;
UPDATE shifts SET ended_at = planned_end + interval '1 hour' WHERE shift_id = 12745900022;
UPDATE shifts SET planned_end = planned_end + interval '1 hour' WHERE shift_id = 12746000022;
