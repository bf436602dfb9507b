-- id: patients_distinct_conditions_distribution
-- title: Conditions per patient, distance from 55, 35 and 10 %
-- severity: warning
-- description: Half the sum of the differences from the reference's shares of patients with one, two and
--   three conditions. The single shares are in distinct_conditions_1_pct, distinct_conditions_2_pct and
--   distinct_conditions_3_pct. Patients need time to show their conditions: in a window under four or over
--   five years n is 0. Reads the first 20,000 patients.
-- unit: % points
-- high: 6
-- min_rows: 2000
-- source: reference model

WITH charts AS (
    SELECT count(*) FILTER (WHERE follow_up_of IS NULL) AS conditions
    FROM visits
    WHERE patient_id <= 20000
    GROUP BY patient_id
)

SELECT
    50.0 * (
        abs(avg((conditions = 1)::integer) - 0.55)
        + abs(avg((conditions = 2)::integer) - 0.35)
        + abs(avg((conditions = 3)::integer) - 0.10)
    ) AS value,
    count(*) FILTER (WHERE d.today - d.start BETWEEN 4 * 365 AND 5 * 366) AS n
FROM charts
CROSS JOIN current_dataset AS d
