-- Two posts report to each other, and two to posts of the other hospital. Who reports to these has no head either.
CREATE TEMPORARY TABLE failing AS
SELECT post_id FROM (VALUES (100011), (100012), (100013), (100161), (200002)) AS f (post_id);
UPDATE posts SET reports_to = 100012 WHERE post_id = 100011;
UPDATE posts SET reports_to = 100011 WHERE post_id IN (100012, 100013);
INSERT INTO posts (post_id, hospital_id, role, team, pattern, pattern_day, fte, float_pool, reports_to) VALUES
(200001, 2, 'Nurse manager', 'managers', 'day 8', 0, 1, FALSE, NULL),
(200002, 2, 'Nurse manager', 'managers', 'day 8', 0, 1, FALSE, 100151);
UPDATE posts SET reports_to = 200001 WHERE post_id = 100161;
