CREATE TEMPORARY TABLE failing AS
SELECT min(visit_id) AS visit_id
FROM visits
WHERE date_of_discharge = date_of_admission;
ALTER TABLE visits DROP CONSTRAINT ck_visits_severe_not_same_day;
UPDATE visits SET severity = 'Severe' WHERE visit_id = (SELECT visit_id FROM failing);
