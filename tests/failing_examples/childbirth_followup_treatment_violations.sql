-- a follow-up has the treatment of the delivery, which the doctor gives
CREATE TEMPORARY TABLE failing AS
SELECT min(v.visit_id) AS visit_id
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE c.name = 'Childbirth' AND v.follow_up_of IS NOT NULL;
UPDATE visits
SET treatment_id = (SELECT first.treatment_id FROM visits AS first WHERE first.visit_id = visits.follow_up_of)
WHERE visit_id = (SELECT visit_id FROM failing);
