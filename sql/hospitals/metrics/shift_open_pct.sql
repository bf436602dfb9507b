-- id: shift_open_pct
-- title: Short shifts that stay open
-- severity: warning
-- description: Shifts without their holder that were needed, and that nobody filled.
-- unit: % of short shifts
-- low: 8
-- high: 24
-- min_rows: 2000
-- source: assumption: 15 %; overtime fills 45, the float pool 25, agencies 15

SELECT
    100.0 * count(*) FILTER (WHERE s.status = 'open') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM shifts AS s
CROSS JOIN current_dataset AS d
WHERE
    (s.status = 'open' OR s.source IN ('float', 'overtime', 'agency'))
    AND s.planned_start < d.today
