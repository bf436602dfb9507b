-- id: patients_without_visit_pct
-- title: Patients without a visit in five years
-- severity: warning
-- description: Patients who were in care in some part of the last five years and were not seen in them:
--   they left soon after, or just registered. Under four years n is 0. Reads the first 20,000 patients
--   and an equal share of the newcomers.
-- unit: % of patients
-- low: 4
-- high: 14
-- min_rows: 5000
-- source: assumption: outer joins need some

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
    100.0 * count(p.patient_id) FILTER (WHERE seen.patient_id IS NULL) / nullif(count(*), 0) AS value,
    count(*) FILTER (WHERE d.today - d.start >= 4 * 365) AS n
FROM in_care AS p
LEFT JOIN seen USING (patient_id)
CROSS JOIN current_dataset AS d
