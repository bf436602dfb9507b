-- id: visits_age_step_18_ratio
-- title: Visits at ages 18 to 20 against ages 15 to 17
-- severity: warning
-- description: Visits in a year of a patient in care, of the older ages divided by that of the younger ones.
--   n counts the visits of both. Reads the first 50,000 patients.
-- unit: ratio
-- low: 0.7
-- high: 1.5
-- min_rows: 4000
-- source: published shares by band of age; between the bands our assumption. Some conditions begin at 18

WITH care AS (
    SELECT
        greatest(p.registered_on, d.start) AS first_day,
        least(p.left_on, p.date_of_death, d.today) AS last_day,
        (p.date_of_birth + interval '15 years')::date AS younger_from,
        (p.date_of_birth + interval '18 years')::date AS older_from,
        (p.date_of_birth + interval '21 years')::date AS older_until
    FROM patients AS p
    CROSS JOIN current_dataset AS d
    WHERE
        p.patient_id <= 50000
        AND p.date_of_birth > d.start - interval '21 years'
        AND p.date_of_birth < d.today - interval '15 years'
),

days AS (
    SELECT
        sum(greatest(least(last_day, older_from) - greatest(first_day, younger_from), 0)) AS younger,
        sum(greatest(least(last_day, older_until) - greatest(first_day, older_from), 0)) AS older
    FROM care
),

visits_of AS (
    SELECT
        count(*) FILTER (WHERE age < 18) AS younger,
        count(*) FILTER (WHERE age >= 18) AS older
    FROM visits
    WHERE
        patient_id <= 50000
        AND age BETWEEN 15 AND 20
)

SELECT
    (v.older::numeric / nullif(d.older, 0)) / nullif(v.younger::numeric / nullif(d.younger, 0), 0) AS value,
    v.younger + v.older AS n
FROM visits_of AS v
CROSS JOIN days AS d
