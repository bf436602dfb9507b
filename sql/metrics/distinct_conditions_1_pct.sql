-- id: distinct_conditions_1_pct
-- title: Patients with one condition
-- severity: warning
-- description: Conditions that the patient was seen for in the last five years. Patients need time to
--   show their conditions: in a window under four years n is 0. Reads the first 20,000 patients and an
--   equal share of the newcomers.
-- unit: % of patients seen
-- low: 50
-- high: 62
-- min_rows: 2000
-- source: reference model: 55 % (1-2 common)

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
    100.0 * avg((conditions = 1)::integer) AS value,
    count(*) FILTER (WHERE days >= 4 * 365) AS n
FROM charts
