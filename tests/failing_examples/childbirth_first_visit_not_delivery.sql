CREATE TEMPORARY TABLE failing AS
SELECT min(v.visit_id) AS visit_id
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE c.name = 'Childbirth' AND v.follow_up_of IS NULL;
UPDATE visits
SET treatment_id = (SELECT treatment_id FROM treatments WHERE name = 'Postpartum Checkup')
WHERE visit_id = (SELECT visit_id FROM failing);
