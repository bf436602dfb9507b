CREATE TEMPORARY TABLE failing AS SELECT min(visit_id) AS visit_id FROM visits;
UPDATE visits
SET follow_up_required = NOT follow_up_required
WHERE visit_id = (SELECT visit_id FROM failing);
