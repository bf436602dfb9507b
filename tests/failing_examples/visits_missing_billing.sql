CREATE TEMPORARY TABLE failing AS SELECT min(visit_id) AS visit_id FROM visits;
DELETE FROM billing WHERE visit_id = (SELECT visit_id FROM failing);
