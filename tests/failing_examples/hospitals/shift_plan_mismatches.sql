-- Shifts of another hospital, post, day, start and end; a planned one in the past, and worked ones in the future. Open
-- ones may be at any time.
CREATE TEMPORARY TABLE failing AS
SELECT shift_id
FROM (
    VALUES
    (12745500011), (12745500021), (12745500031), (12745500041), (12745500051), (12745700041), (12746000022),
    (12746000032), (12746100022),
    (12746200011), (12746200021)
) AS f (shift_id);
UPDATE shifts SET hospital_id = 2 WHERE shift_id = 12745500011;
UPDATE shifts SET post_id = 200021 WHERE shift_id = 12745500021;
UPDATE shifts SET post_id = 100032 WHERE shift_id = 12745500031;
UPDATE shifts SET planned_start = planned_start - interval '1 second' WHERE shift_id = 12745500041;
UPDATE shifts SET planned_end = planned_end + interval '1 second' WHERE shift_id = 12745500051;
UPDATE shifts SET planned_start = planned_start + interval '1 second' WHERE shift_id = 12746000022;
UPDATE shifts SET planned_end = planned_end - interval '1 second' WHERE shift_id = 12746000032;
UPDATE shifts SET status = 'planned' WHERE shift_id IN (12745700041, 12746100022);
UPDATE shifts SET status = 'worked' WHERE shift_id IN (12746200011);
UPDATE shifts SET status = 'absent' WHERE shift_id IN (12746200021);
UPDATE shifts SET status = 'open' WHERE shift_id IN (12745600011, 12746300011);
