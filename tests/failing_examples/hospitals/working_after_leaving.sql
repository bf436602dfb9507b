-- Shifts before the first day, on the day after the last one, and in a gap between two employments. The first and the
-- last day are days of work.
CREATE TEMPORARY TABLE failing AS
SELECT shift_id FROM (VALUES (12745500051), (12745600021), (12745600161), (12745700021)) AS f (shift_id);
UPDATE employments SET valid_from = '2025-03-04' WHERE staff_id = 1000051 AND sequence = 2;
UPDATE employments SET valid_to = '2014-12-31' WHERE staff_id = 1000051 AND sequence = 1;
UPDATE employments SET valid_to = '2025-03-03' WHERE staff_id = 1000021 AND sequence = 2;
INSERT INTO employments (
    staff_id, sequence, hospital_id, post_id, role, fte, experience, valid_from, began_because
)
VALUES (1000021, 3, 1, 100021, 'Registered nurse', 1, 'senior', '2025-03-06', 'hired');
UPDATE shifts SET staff_id = 1000161 WHERE shift_id = 12745600161;
UPDATE employments SET valid_from = '2025-03-07' WHERE staff_id = 1000014 AND sequence = 2;
UPDATE employments SET valid_to = '2025-03-09' WHERE staff_id = 1000034 AND sequence = 2;
