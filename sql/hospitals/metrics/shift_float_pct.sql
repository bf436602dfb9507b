-- id: shift_float_pct
-- title: Hours worked by the float pool
-- severity: warning
-- description: People of the float pool, and people of other units, fill 25 of 100 shifts that are short.
-- unit: % of hours worked
-- low: 1
-- high: 4
-- min_rows: 20000
-- source: assumption: half of the overtime

SELECT
    100 * coalesce(sum(extract(EPOCH FROM ended_at - started_at)) FILTER (WHERE source = 'float'), 0)
    / nullif(sum(extract(EPOCH FROM ended_at - started_at)), 0) AS value,
    count(*) AS n
FROM shifts
WHERE status = 'worked'
