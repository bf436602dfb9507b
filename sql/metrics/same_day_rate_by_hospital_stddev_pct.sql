-- id: same_day_rate_by_hospital_stddev_pct
-- title: Same-day shares of hospitals, standard deviation
-- severity: warning
-- description: Over hospitals with at least 50 visits, so that it is not all chance; n is the number of
--   these hospitals, or 0 if the rate asked for (--minor-same-day-rate) is under 20 or over 80 %, which
--   leaves no room for it.
-- unit: % points
-- low: 2
-- high: 15
-- min_rows: 20
-- source: reference model: hospitals differ

SELECT
    stddev_samp(rate) AS value,
    count(*) FILTER (WHERE (s.config ->> 'minor_same_day_rate')::numeric BETWEEN 0.2 AND 0.8) AS n
FROM (
    SELECT 100.0 * avg((date_of_discharge = date_of_admission)::integer) AS rate
    FROM visits
    GROUP BY hospital_id
    HAVING count(*) >= 50
) AS hospital
CROSS JOIN current_dataset AS s
