CREATE TEMPORARY TABLE failing AS SELECT min(visit_id) AS visit_id FROM visits WHERE age BETWEEN 30 AND 45;
UPDATE visits SET age = age + 1 WHERE visit_id = (SELECT visit_id FROM failing);
