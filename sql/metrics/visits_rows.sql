-- id: visits_rows
-- title: Visits
-- severity: warning
-- description: All visits billed up to today.
-- unit: visits
-- source: the tables themselves

SELECT count(*) AS value
FROM visits
