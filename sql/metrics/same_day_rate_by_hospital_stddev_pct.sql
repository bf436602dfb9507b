-- id: same_day_rate_by_hospital_stddev_pct
-- title: Same-day shares of hospitals, standard deviation
-- severity: warning
-- description: Over hospitals with at least 50 visits, so that it is not all chance; n is the number of
--   these hospitals.
-- unit: % points
-- low: 2
-- high: 15
-- min_rows: 20
-- source: reference model: hospitals differ

SELECT
    stddev_samp(rate) AS value,
    count(*) AS n
FROM (
    SELECT 100.0 * avg((date_of_discharge = date_of_admission)::integer) AS rate
    FROM visits
    GROUP BY hospital_id
    HAVING count(*) >= 50
) AS hospital
