-- id: distinct_conditions_3_pct
-- title: Patients with three conditions
-- severity: warning
-- description: Read and judged like distinct_conditions_1_pct.
-- unit: % of patients seen
-- low: 6
-- high: 14
-- min_rows: 2000
-- source: reference model: 10 %

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
    100.0 * avg((conditions = 3)::integer) AS value,
    count(*) FILTER (WHERE days >= 4 * 365) AS n
FROM charts
