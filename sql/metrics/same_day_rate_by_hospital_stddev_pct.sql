-- id: same_day_rate_by_hospital_stddev_pct
-- title: Same-day shares of hospitals, standard deviation
-- severity: warning
-- description: Over hospitals with at least 50 visits, each weighted by its visits. n is the mean number of
--   visits of these hospitals: with fewer than min_rows, chance alone makes them differ this much. n is 0
--   for fewer than 20 hospitals, and when the rate asked for (--minor-same-day-rate) is under 36 or over
--   50 %, where the bias of a hospital does not act in full. Hospitals differ in their conditions too.
-- unit: % points
-- low: 1.5
-- high: 8
-- min_rows: 1200
-- source: reference model: hospitals differ; their mix of conditions differs too

WITH by_hospital AS (
    SELECT
        100.0 * avg((date_of_discharge = date_of_admission)::integer) AS rate,
        count(*) AS visits
    FROM visits
    GROUP BY hospital_id
    HAVING count(*) >= 50
)

SELECT
    sqrt(greatest(
        sum(visits * rate * rate) / sum(visits) - (sum(visits * rate) / sum(visits)) ^ 2,
        0
    )) AS value,
    CASE
        WHEN
            count(*) >= 20
            AND (SELECT (d.config ->> 'minor_same_day_rate')::numeric FROM current_dataset AS d)
            BETWEEN 0.36 AND 0.50
            THEN avg(visits)
        ELSE 0
    END AS n
FROM by_hospital
