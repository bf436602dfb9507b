-- id: ambulance_high_priority_pct
-- title: Emergency runs of the priorities Echo and Delta
-- severity: warning
-- description: The two highest of the six priorities.
-- unit: % of runs
-- low: 20
-- high: 34
-- min_rows: 1000
-- source: published: 26 % (Echo 2, Delta 24)

SELECT
    100.0 * count(*) FILTER (WHERE priority IN ('Echo', 'Delta')) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM ambulance_runs
WHERE purpose = 'emergency'
