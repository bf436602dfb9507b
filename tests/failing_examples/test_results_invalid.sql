CREATE TEMPORARY TABLE failing AS SELECT min(visit_id) AS visit_id FROM visits;
ALTER TABLE visits DROP CONSTRAINT ck_visits_test_results;
UPDATE visits SET test_results = 'Unknown' WHERE visit_id = (SELECT visit_id FROM failing);
