CREATE TEMPORARY TABLE failing AS
SELECT visit_id
FROM visits
WHERE date_of_admission = (SELECT min(date_of_admission) FROM visits);
UPDATE datasets SET start = (SELECT min(date_of_admission) + 1 FROM visits);
