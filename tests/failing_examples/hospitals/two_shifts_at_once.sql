-- A nurse works two shifts of Tuesday, one begins a second before the long one on call ends, and one who works on
-- Wednesday is planned for a shift of that day too. One begins at the moment at which the other ends.
CREATE TEMPORARY TABLE failing AS
SELECT shift_id FROM (VALUES (12745600021), (12745600111), (12745700031)) AS f (shift_id);
UPDATE shifts SET staff_id = 1000011 WHERE shift_id = 12745600021;
UPDATE shifts SET staff_id = 1000141, planned_start = '2025-03-04 06:59:59-08' WHERE shift_id = 12745600111;
UPDATE shifts SET staff_id = 1000021, planned_start = planned_start + interval '1 hour' WHERE shift_id = 12745700031;
UPDATE shifts SET staff_id = 1000171 WHERE shift_id = 12745600063;
UPDATE shifts SET staff_id = NULL, status = 'open' WHERE shift_id IN (12745800011, 12745800021);
