-- id: patients_distinct_conditions_distribution
-- title: Conditions per patient, distance from 55, 35 and 10 %
-- severity: warning
-- description: Half the sum of the differences from the reference's shares of patients with one, two and
--   three conditions. The single shares are in distinct_conditions_1_pct, distinct_conditions_2_pct and
--   distinct_conditions_3_pct. Read and judged like them.
-- unit: % points
-- high: 6
-- min_rows: 2000
-- source: reference model

WITH charts AS (
    SELECT
        count(DISTINCT v.condition_id) AS conditions,
        min(d.today - d.start) AS days
    FROM visits AS v
    CROSS JOIN current_dataset AS d
    WHERE
        v.date_of_admission > d.today - interval '5 years'
        AND d.config ->> 'population' = 'us'
        AND (
            v.patient_id <= 20000
            OR (
                v.patient_id > (d.config ->> 'patients')::bigint
                AND v.patient_id % greatest(1, (d.config ->> 'patients')::bigint / 20000) = 0
            )
        )
    GROUP BY v.patient_id
)

SELECT
    50.0 * (
        abs(avg((conditions = 1)::integer) - 0.55)
        + abs(avg((conditions = 2)::integer) - 0.35)
        + abs(avg((conditions = 3)::integer) - 0.10)
    ) AS value,
    count(*) FILTER (WHERE days >= 4 * 365) AS n
FROM charts
