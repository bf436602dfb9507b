-- id: patients_distinct_conditions_distribution
-- title: Conditions per patient, distance from 55, 35 and 10 %
-- severity: warning
-- description: Half the sum of the differences to the reference's shares of patients seen for one, two and
--   three conditions. The reference gives the distribution itself; ours is in distinct_conditions_1_pct,
--   _2_pct and _3_pct. It takes time to show: outside a window of four to seven years it is not judged, its
--   n is 0. Read on the first 50,000 patients.
-- unit: % points
-- high: 6
-- min_rows: 2000
-- source: reference model

WITH charts AS (
    SELECT count(*) FILTER (WHERE follow_up_of IS NULL) AS conditions
    FROM visits
    WHERE patient_id <= 50000
    GROUP BY patient_id
)

SELECT
    50.0 * (
        abs(avg((conditions = 1)::integer) - 0.55)
        + abs(avg((conditions = 2)::integer) - 0.35)
        + abs(avg((conditions = 3)::integer) - 0.10)
    ) AS value,
    count(*) FILTER (WHERE d.today - d.start BETWEEN 4 * 365 AND 7 * 366) AS n
FROM charts
CROSS JOIN current_dataset AS d
