-- id: same_day_rate_top_hospital_pct
-- title: Highest same-day share of a hospital
-- severity: warning
-- description: Hospitals with at least 50 visits. n counts these hospitals.
-- unit: % of its visits
-- source: reference model: hospitals differ

SELECT
    max(rate) AS value,
    count(*) AS n
FROM (
    SELECT 100.0 * avg((date_of_discharge = date_of_admission)::integer) AS rate
    FROM visits
    GROUP BY hospital_id
    HAVING count(*) >= 50
) AS hospital
