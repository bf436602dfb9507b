-- A person begins on the last day of another employment, and one while another is open. A post gets a second person on
-- the last day of the first one, and one that somebody has held since long ago.
CREATE TEMPORARY TABLE failing AS
SELECT staff_id, sequence
FROM (VALUES (1000011, 2), (1000012, 3), (1000161, 1), (1000171, 1), (1000192, 1)) AS f (staff_id, sequence);
UPDATE employments SET valid_from = valid_from - 1, post_id = 100181 WHERE staff_id = 1000011 AND sequence = 2;
INSERT INTO employments (
    staff_id, sequence, hospital_id, post_id, role, fte, experience, valid_from, began_because
)
VALUES (1000012, 3, 1, NULL, 'Registered nurse', 1, 'senior', '2025-03-01', 'hired');
UPDATE employments SET valid_from = '2025-03-05' WHERE staff_id = 1000161;
UPDATE employments SET post_id = 100131 WHERE staff_id = 1000171;
UPDATE employments SET valid_from = '2025-03-31' WHERE staff_id = 1000192;
DELETE FROM employments WHERE staff_id = 1000181;
