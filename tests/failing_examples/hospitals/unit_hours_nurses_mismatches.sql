-- One nurse too many and too few who worked, more and fewer than are required. Hours at which shifts begin, and where
-- nurses were sent, who need not count. The nurses at the door, on call, absent and planned do not count.
CREATE TEMPORARY TABLE failing AS
SELECT unit_id, hour
FROM (
    VALUES
    (1002, timestamptz '2025-03-03 07:00-08'), (1002, '2025-03-04 08:00-08'), (1002, '2025-03-04 10:00-08'),
    (1002, '2025-03-06 10:00-08'), (1003, '2025-03-05 10:00-08'), (1004, '2025-03-04 09:00-08'),
    (1005, '2025-03-04 19:00-08'), (1006, '2025-03-06 08:00-08')
) AS f (unit_id, hour);
UPDATE shifts SET source = 'float' WHERE shift_id = 12745600171;
UPDATE unit_hours AS h
SET nurses_worked = h.nurses_worked + n.more
FROM (
    VALUES
    (1002, timestamptz '2025-03-03 07:00-08', -1), (1002, '2025-03-04 08:00-08', -2), (1002, '2025-03-04 09:00-08', -1),
    (1002, '2025-03-06 10:00-08', -1), (1004, '2025-03-04 08:00-08', -1), (1004, '2025-03-04 09:00-08', 1),
    (1005, '2025-03-04 19:00-08', 1)
) AS n (unit_id, hour, more)
WHERE
    h.unit_id = n.unit_id
    AND h.hour = n.hour;
UPDATE unit_hours
SET nurses_required = nurses_required + CASE unit_id WHEN 1002 THEN -1 ELSE 1 END
WHERE
    (unit_id = 1002 AND hour = '2025-03-04 10:00-08')
    OR (unit_id = 1003 AND hour = '2025-03-05 10:00-08')
    OR (unit_id = 1006 AND hour = '2025-03-06 08:00-08');
UPDATE posts SET team = 'operating nurses', unit_id = 1006 WHERE post_id = 100141;
UPDATE shifts SET unit_id = 1006, status = 'at work' WHERE post_id = 100141;
