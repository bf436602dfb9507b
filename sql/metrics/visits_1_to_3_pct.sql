-- id: visits_1_to_3_pct
-- title: Patients with 1 to 3 visits in five years
-- severity: warning
-- description: Visits of the last five years; in a shorter window they are scaled to five years. Scaled
--   visits are no whole numbers, so a patient near a limit counts in part. Under four years n is 0. Reads
--   the first 20,000 patients and an equal share of the newcomers.
-- unit: % of patients seen
-- low: 38
-- high: 62
-- min_rows: 5000
-- source: reference model: 52 %

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
        least(1, greatest(0, 3.5 / scale + 0.5 - visits))
    ) AS value,
    count(*) FILTER (WHERE days >= 4 * 365) AS n
FROM scaled
