-- id: clinic_age_max_deviation_pct
-- title: Ages at the clinic's visits, largest difference from an even share
-- severity: warning
-- description: Nine decades of age, 0-9 to 80-89, have a ninth of the visits each. The few patients of 90
--   count with the last decade. Other populations have no value.
-- unit: % points
-- high: 1
-- min_rows: 2500
-- source: reference model, the clinic dataset

WITH decades AS (
    SELECT
        least(v.age / 10, 8) AS decade,
        count(*) AS visits,
        sum(count(*)) OVER () AS all_visits
    FROM visits AS v
    WHERE (SELECT d.config ->> 'population' FROM current_dataset AS d) = 'clinic'
    GROUP BY least(v.age / 10, 8)
)

SELECT
    max(abs(100.0 * visits / all_visits - 100.0 / 9)) AS value,
    max(all_visits) AS n
FROM decades
