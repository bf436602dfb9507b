-- id: visits_8_or_more_complex_first_lift_pct
-- title: Patients with 8 or more visits in five years, complex first condition against others
-- severity: warning
-- description: Difference between the shares: a complex condition brings a longer course. Scaled and
--   judged like visits_1_to_3_pct.
-- unit: % points
-- low: 8
-- high: 32
-- min_rows: 2500
-- source: reference model: 40 % against 20 % of all patients, so about 25 points

WITH seen AS (
    SELECT
        v.patient_id,
        min(v.visit_id) AS first_visit,
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
        c.category = 'complex' AS complex_first,
        1 - least(
            1, greatest(0, 7.5 / greatest(1.0, 5 * 365.25 / (d.today - d.start)) + 0.5 - seen.visits)
        ) AS many,
        d.today - d.start AS days
    FROM seen
    JOIN visits AS v ON seen.first_visit = v.visit_id
    JOIN conditions AS c USING (condition_id)
    CROSS JOIN current_dataset AS d
    WHERE
        d.today > d.start
        AND d.config ->> 'population' = 'us'
)

SELECT
    100.0 * (avg(many) FILTER (WHERE complex_first) - avg(many) FILTER (WHERE NOT complex_first)) AS value,
    count(*) FILTER (WHERE days >= 4 * 365) AS n
FROM scaled
