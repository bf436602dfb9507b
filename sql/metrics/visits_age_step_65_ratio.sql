-- id: visits_age_step_65_ratio
-- title: Visits at ages 65 to 67 against ages 62 to 64
-- severity: warning
-- description: Visits in a year of a patient in care, of the older ages divided by that of the younger ones.
--   Illness grows steadily with age; nothing happens on the 65th birthday. n counts the visits of both.
--   Reads the first 50,000 patients.
-- unit: ratio
-- low: 0.85
-- high: 1.35
-- min_rows: 12000
-- source: published shares by band of age; between the bands our assumption

WITH care AS (
    SELECT
        greatest(p.registered_on, d.start) AS first_day,
        least(p.left_on, p.date_of_death, d.today) AS last_day,
        (p.date_of_birth + interval '62 years')::date AS younger_from,
        (p.date_of_birth + interval '65 years')::date AS older_from,
        (p.date_of_birth + interval '68 years')::date AS older_until
    FROM patients AS p
    CROSS JOIN current_dataset AS d
    WHERE
        p.patient_id <= 50000
        AND p.date_of_birth > d.start - interval '68 years'
        AND p.date_of_birth < d.today - interval '62 years'
),

days AS (
    SELECT
        sum(greatest(least(last_day, older_from) - greatest(first_day, younger_from), 0)) AS younger,
        sum(greatest(least(last_day, older_until) - greatest(first_day, older_from), 0)) AS older
    FROM care
),

visits_of AS (
    SELECT
        count(*) FILTER (WHERE age < 65) AS younger,
        count(*) FILTER (WHERE age >= 65) AS older
    FROM visits
    WHERE
        patient_id <= 50000
        AND age BETWEEN 62 AND 67
)

SELECT
    (v.older::numeric / nullif(d.older, 0)) / nullif(v.younger::numeric / nullif(d.younger, 0), 0) AS value,
    v.younger + v.older AS n
FROM visits_of AS v
CROSS JOIN days AS d
