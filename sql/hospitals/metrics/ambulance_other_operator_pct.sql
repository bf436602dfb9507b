-- id: ambulance_other_operator_pct
-- title: Emergency runs of other services
-- severity: warning
-- description: All vehicles or crews of the hospital were busy.
-- unit: % of runs
-- low: 1
-- high: 30
-- min_rows: 1000
-- source: assumption: 10 %

SELECT
    100.0 * count(*) FILTER (WHERE operator = 'other') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM ambulance_runs
WHERE purpose = 'emergency'
