-- The nurse of Friday to Sunday works on Monday and Tuesday too. Another one works on Friday after four nights, a third
-- by day and night on Tuesday, which are five shifts on four days. Five are allowed if one is shorter, on call, not
-- worked or a day later.
CREATE TEMPORARY TABLE failing AS
SELECT shift_id FROM (VALUES (12745800031), (12745900014), (12746300021)) AS f (shift_id);
UPDATE shifts SET staff_id = 1000022 WHERE shift_id IN (12746200021, 12746300021);
UPDATE shifts SET staff_id = 1000013 WHERE shift_id = 12745900014;
UPDATE shifts SET staff_id = 1000031 WHERE shift_id = 12745600023;
UPDATE shifts SET staff_id = 1000031 WHERE shift_id = 12745600031;
UPDATE shifts SET staff_id = 1000041 WHERE shift_id IN (12745800041, 12746000042);
UPDATE shifts SET staff_id = 1000052 WHERE shift_id IN (12746200051, 12746300051);
INSERT INTO shift_types (shift_type, starts, hours, on_call)
VALUES ('day 11', '07:00', 11, FALSE), ('day 13', '07:00', 13, FALSE);
UPDATE shifts SET shift_type = 'day 13' WHERE shift_id = 12746300021;
UPDATE shifts SET shift_type = 'day 11' WHERE shift_id = 12746200051;
UPDATE shifts SET staff_id = 1000062 WHERE shift_id IN (12746200061, 12746300061);
UPDATE shifts SET status = 'absent' WHERE shift_id = 12746200061;
UPDATE shifts
SET staff_id = 1000141
WHERE shift_id IN (12745500141, 12745600142, 12745700141, 12745800142, 12745900141);
UPDATE shifts SET staff_id = NULL, status = 'open' WHERE shift_id % 100 IN (81, 82);
