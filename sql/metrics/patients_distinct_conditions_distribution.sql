-- id: patients_distinct_conditions_distribution
-- title: Conditions per patient, distance from 55, 35 and 10 %
-- severity: warning
-- description: Half the sum of the differences to the reference's shares of patients with one, two and
--   three conditions, among patients seen at least five times: who came once cannot show three. The
--   reference gives the distribution itself; ours is in distinct_conditions_1_pct, _2_pct and _3_pct. Read
--   on the first 50,000 patients.
-- unit: % points
-- high: 10
-- min_rows: 2000
-- source: reference model

WITH charts AS (
    SELECT count(*) FILTER (WHERE follow_up_of IS NULL) AS conditions
    FROM visits
    WHERE patient_id <= 50000
    GROUP BY patient_id
    HAVING count(*) >= 5
)

SELECT
    50.0 * (
        abs(avg((conditions = 1)::integer) - 0.55)
        + abs(avg((conditions = 2)::integer) - 0.35)
        + abs(avg((conditions = 3)::integer) - 0.10)
    ) AS value,
    count(*) AS n
FROM charts
