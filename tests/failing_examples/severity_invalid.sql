CREATE TEMPORARY TABLE failing AS SELECT min(visit_id) AS visit_id FROM visits;
ALTER TABLE visits DROP CONSTRAINT ck_visits_severity;
UPDATE visits SET severity = 'Critical' WHERE visit_id = (SELECT visit_id FROM failing);
