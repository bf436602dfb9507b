-- id: follow_up_share_worst_month_pct
-- title: Follow-up share by month, largest difference from the season
-- severity: warning
-- description: Compares the share of visits that are follow-ups in each month with the mean of the same
--   month of all years (see the view monthly_steadiness). Rare events are compared by quarter, and not
--   judged if there are few in a quarter. Judged from the fourth month to the last that ended 20 days
--   before today, in windows of two years or more.
-- unit: %
-- high: 12
-- min_rows: 1
-- source: assumption: a hospital in steady state

SELECT
    max(s.worst_pct) AS value,
    coalesce(sum(CASE WHEN s.years >= 2 THEN s.periods END), 0)
    * (SELECT (d.config ->> 'population' = 'us')::integer FROM current_dataset AS d) AS n
FROM monthly_steadiness AS s
WHERE s.series = 'follow_up_pct'
