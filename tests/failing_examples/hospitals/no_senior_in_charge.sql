-- Two in charge, nobody, and somebody who is not employed yet, or who is junior or experienced on that day only. Others
-- are senior up to the day, or from it on. Nurses of other teams and those on call have nobody in charge.
CREATE TEMPORARY TABLE failing AS
SELECT unit_id, planned_start
FROM (
    VALUES
    (1001, timestamptz '2025-03-03 07:00-08'), (1001, '2025-03-06 19:00-08'), (1002, '2025-03-04 07:00-08'), (1002, '2025-03-05 07:00-08'),
    (1002, '2025-03-06 07:00-08'), (1003, '2025-03-03 19:00-08'), (1004, '2025-03-03 07:00-08'),
    (1005, '2025-03-06 19:00-08'),
    (1006, '2025-03-04 07:00-08')
) AS f (unit_id, planned_start);
UPDATE shifts SET in_charge = TRUE WHERE shift_id = 12745600171;
UPDATE shifts SET in_charge = TRUE, staff_id = 1000181 WHERE shift_id = 12745800171;
UPDATE shifts SET in_charge = FALSE WHERE shift_id IN (12745800063, 12745700011, 12745600111);
UPDATE shifts SET in_charge = TRUE WHERE shift_id IN (12745600081, 12745500201);
UPDATE employments SET experience = 'experienced', valid_from = '2025-03-03', valid_to = '2025-03-03'
WHERE staff_id = 1000023 AND sequence = 2;
INSERT INTO employments (
    staff_id, sequence, hospital_id, post_id, role, fte, experience, valid_from, valid_to, began_because
) VALUES
(1000023, 3, 1, 100023, 'Registered nurse', 1, 'senior', '2025-03-04', NULL, 'experience'),
(1000043, 3, 1, 100043, 'Registered nurse', 1, 'junior', '2025-03-06', '2025-03-06', 'experience'),
(1000043, 4, 1, 100043, 'Registered nurse', 1, 'senior', '2025-03-07', NULL, 'experience'),
(1000053, 3, 1, 100053, 'Registered nurse', 1, 'junior', '2025-03-07', '2025-03-09', 'experience'),
(1000053, 4, 1, 100053, 'Registered nurse', 1, 'senior', '2025-03-10', NULL, 'experience');
UPDATE employments SET valid_to = '2025-03-05' WHERE staff_id = 1000043 AND sequence = 2;
UPDATE employments SET valid_to = '2025-03-06' WHERE staff_id = 1000053 AND sequence = 2;
UPDATE employments SET valid_from = '2025-03-04' WHERE staff_id = 1000031 AND sequence = 2;
DELETE FROM employments WHERE staff_id = 1000031 AND sequence = 1;
UPDATE posts SET team = 'ward nurses', unit_id = 1007 WHERE post_id = 100141;
UPDATE shifts SET unit_id = 1007 WHERE post_id = 100141;
