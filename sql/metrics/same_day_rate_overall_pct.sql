-- id: same_day_rate_overall_pct
-- title: Visits that end on their first day
-- severity: warning
-- description: Share of all visits, including visits that cannot end on their first day.
-- unit: % of visits
-- source: follows from --minor-same-day-rate and the mix of conditions

SELECT
    100.0 * count(*) FILTER (WHERE date_of_discharge = date_of_admission) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits
