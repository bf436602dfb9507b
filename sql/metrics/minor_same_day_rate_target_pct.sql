-- id: minor_same_day_rate_target_pct
-- title: Same-day share of routine visits, as asked for
-- severity: warning
-- description: The base rate of the dataset's options, before the bias of hospital and doctor.
-- unit: % of visits
-- low: 0
-- high: 100
-- source: option --minor-same-day-rate

SELECT 100.0 * (config ->> 'minor_same_day_rate')::numeric AS value
FROM current_dataset
