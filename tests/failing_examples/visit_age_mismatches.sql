-- one patient is a year too old at a visit, one a year too young
CREATE TEMPORARY TABLE failing AS
SELECT min(visit_id) AS visit_id FROM visits WHERE age BETWEEN 30 AND 45
UNION ALL
SELECT max(visit_id) FROM visits WHERE age BETWEEN 30 AND 45;
UPDATE visits
SET age = age + CASE WHEN visit_id = (SELECT min(visit_id) FROM failing) THEN 1 ELSE -1 END
WHERE visit_id IN (SELECT visit_id FROM failing);
