-- id: shift_overtime_pct
-- title: Overtime
-- severity: warning
-- description: Hours of shifts that people worked in addition to their own.
-- unit: % of hours worked
-- low: 2.2
-- high: 6
-- min_rows: 20000
-- source: published: 3 to 5 %

SELECT
    100 * coalesce(sum(extract(EPOCH FROM ended_at - started_at)) FILTER (WHERE source = 'overtime'), 0)
    / nullif(sum(extract(EPOCH FROM ended_at - started_at)), 0) AS value,
    count(*) AS n
FROM shifts
WHERE status = 'worked'
