-- id: visits_per_patient
-- title: Visits per patient in five years
-- severity: warning
-- description: Visits of the last five years, divided by the patients who were in care in some part of
--   them; in a shorter window scaled to five years. Under four years n is 0. Courses of care end, so the
--   mean may lie a little outside the reference's. Reads the first 20,000 patients and an equal share of
--   the newcomers.
-- unit: visits
-- low: 4.0
-- high: 5.7
-- min_rows: 5000
-- source: reference model: mean 4.5 to 5.5

WITH in_care AS (
    SELECT p.patient_id
    FROM patients AS p
    CROSS JOIN current_dataset AS d
    WHERE
        coalesce(p.left_on, p.date_of_death, d.today) > d.today - interval '5 years'
        AND (
            p.patient_id <= 20000
            OR (
                p.patient_id > (d.config ->> 'patients')::bigint
                AND p.patient_id % greatest(1, (d.config ->> 'patients')::bigint / 20000) = 0
            )
        )
),

seen AS (
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
)

SELECT
    (SELECT sum(s.visits) FROM seen AS s) / (SELECT nullif(count(*), 0) FROM in_care)
    * greatest(1, 5 * 365.25 / nullif(d.today - d.start, 0)) AS value,
    CASE
        WHEN d.today - d.start >= 4 * 365 AND d.config ->> 'population' = 'us'
            THEN (SELECT count(*) FROM in_care)
        ELSE 0
    END AS n
FROM current_dataset AS d
