-- a follow-up of a follow-up is said to follow the first visit
CREATE TEMPORARY TABLE chosen AS
SELECT v.visit_id, earlier.follow_up_of
FROM visits AS v
JOIN visits AS earlier ON v.follow_up_of = earlier.visit_id
WHERE earlier.follow_up_of IS NOT NULL
ORDER BY v.visit_id
LIMIT 1;
CREATE TEMPORARY TABLE failing AS SELECT visit_id FROM chosen;
UPDATE visits AS v SET follow_up_of = chosen.follow_up_of FROM chosen WHERE v.visit_id = chosen.visit_id;
