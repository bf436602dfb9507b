-- id: patients_in_bed_trend_pct
-- title: Patients in a bed, trend over the years
-- severity: warning
-- description: The slope of the logarithm of the mean number of patients in a bed at night, without the
--   season (see the view monthly_steadiness). Judged from the fourth month to the last that ended 20 days
--   before today, in windows of three years or more. The noise of a trend falls with events * years ^ 2,
--   which is n.
-- unit: % a year
-- low: -3
-- high: 3
-- min_rows: 1200000
-- source: assumption: a hospital in steady state

SELECT
    max(s.trend_pct) AS value,
    coalesce(sum(CASE WHEN s.years >= 3 THEN round(s.events * s.years * s.years) END), 0)
    * (SELECT (d.config ->> 'population' = 'us')::integer FROM current_dataset AS d) AS n
FROM monthly_steadiness AS s
WHERE s.series = 'patients_in_bed'
