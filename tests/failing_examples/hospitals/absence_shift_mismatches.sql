-- Shifts on the first and on the last day of leave and on today during sickness, and somebody who did not come on the
-- days before and after. Who will be well again is planned for the next days. Leaves may overlap here.
CREATE TEMPORARY TABLE failing AS
SELECT shift_id
FROM (VALUES (12745500021), (12745600021), (12745700021), (12745800031), (12745800051), (12746100022)) AS f (shift_id);
INSERT INTO absences (staff_id, first_day, last_day, kind) VALUES
(1000021, '2025-03-03', '2025-03-05', 'leave'),
(1000021, '2025-03-04', '2025-03-04', 'other'),
(1000031, '2025-03-07', '2025-03-08', 'leave'),
(1000051, '2025-03-09', '2025-03-09', 'leave'),
(1000022, '2025-03-09', NULL, 'sickness'),
(1000023, '2025-03-09', NULL, 'sickness'),
(1000011, '2025-03-01', '2025-03-02', 'leave');
UPDATE shifts SET status = 'absent' WHERE shift_id IN (12745800031, 12745800051);
