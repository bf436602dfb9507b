-- id: visits_8_to_12_pct
-- title: Patients with 8 to 12 visits in five years
-- severity: warning
-- description: Scaled and judged like visits_1_to_3_pct.
-- unit: % of patients seen
-- low: 8
-- high: 22
-- min_rows: 5000
-- source: reference model: 15 %

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
        least(1, greatest(0, 12.5 / scale + 0.5 - visits))
        - least(1, greatest(0, 7.5 / scale + 0.5 - visits))
    ) AS value,
    count(*) FILTER (WHERE days >= 4 * 365) AS n
FROM scaled
