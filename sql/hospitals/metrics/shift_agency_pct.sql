-- id: shift_agency_pct
-- title: Hours worked by people of agencies
-- severity: warning
-- description: Agencies fill 15 of 100 shifts that are short.
-- unit: % of hours worked
-- low: 0.6
-- high: 3
-- min_rows: 20000
-- source: assumption: a third of the overtime

SELECT
    100 * coalesce(sum(extract(EPOCH FROM ended_at - started_at)) FILTER (WHERE source = 'agency'), 0)
    / nullif(sum(extract(EPOCH FROM ended_at - started_at)), 0) AS value,
    count(*) AS n
FROM shifts
WHERE status = 'worked'
