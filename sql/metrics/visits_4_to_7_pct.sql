-- id: visits_4_to_7_pct
-- title: Patients with 4 to 7 visits in five years
-- severity: warning
-- description: Scaled and judged like visits_1_to_3_pct.
-- unit: % of patients seen
-- low: 20
-- high: 36
-- min_rows: 8000
-- source: reference model: 28 %

WITH seen AS (
    SELECT
        v.patient_id,
        count(*) AS visits
    FROM visits AS v
    CROSS JOIN current_dataset AS d
    WHERE
        v.date_of_admission > d.today - interval '5 years'
        AND (
            v.patient_id <= 20000
            OR (
                v.patient_id > (d.config ->> 'patients')::bigint
                AND v.patient_id % greatest(1, (d.config ->> 'patients')::bigint / 20000) = 0
            )
        )
    GROUP BY v.patient_id
),

scaled AS (
    SELECT
        seen.visits,
        greatest(1.0, 5 * 365.25 / (d.today - d.start)) AS scale,
        d.today - d.start AS days
    FROM seen
    CROSS JOIN current_dataset AS d
    WHERE
        d.today > d.start
        AND d.config ->> 'population' = 'us'
)

SELECT
    100.0 * avg(
        least(1, greatest(0, 7.5 / scale + 0.5 - visits))
        - least(1, greatest(0, 3.5 / scale + 0.5 - visits))
    ) AS value,
    count(*) FILTER (WHERE days >= 4 * 365) AS n
FROM scaled
