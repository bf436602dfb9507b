-- Leave that begins on the last day of an absence, during one that goes on today and on its first day, before the first
-- and after the last day of employment. Leave on the first day, on the last one, and after today is allowed.
CREATE TEMPORARY TABLE failing AS
SELECT staff_id, first_day
FROM (
    VALUES
    (1000012, date '2025-03-08'), (1000061, '2025-03-09'), (1000151, '2025-03-08'), (1000161, '2025-03-05'),
    (1000191, '2025-03-06')
) AS f (staff_id, first_day);
INSERT INTO absences (staff_id, first_day, last_day, kind) VALUES
(1000012, '2025-03-06', '2025-03-08', 'leave'),
(1000012, '2025-03-09', '2025-03-09', 'leave'),
(1000061, '2025-03-08', NULL, 'sickness'),
(1000061, '2025-03-09', '2025-03-10', 'leave'),
(1000062, '2025-03-08', NULL, 'sickness'),
(1000062, '2025-03-10', '2025-03-10', 'leave'),
(1000151, '2025-03-08', '2025-03-10', 'leave'),
(1000161, '2025-03-05', '2025-03-05', 'leave'),
(1000161, '2025-03-06', '2025-03-06', 'leave'),
(1000191, '2025-03-06', '2025-03-06', 'leave'),
(1000191, '2025-03-05', '2025-03-05', 'leave');
