-- id: ambulance_advanced_pct
-- title: Ambulances with advanced care
-- severity: warning
-- description: Emergency runs; critical care is advanced too.
-- unit: % of runs
-- low: 55
-- high: 75
-- min_rows: 1000
-- source: published: 65 %

SELECT
    100.0 * count(*) FILTER (WHERE care <> 'basic') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM ambulance_runs
WHERE purpose = 'emergency'
