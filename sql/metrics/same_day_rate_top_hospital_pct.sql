-- id: same_day_rate_top_hospital_pct
-- title: Same-day share of the hospital with the highest
-- severity: warning
-- description: Among hospitals with at least 50 visits; n is the number of these hospitals.
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
