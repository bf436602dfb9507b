-- id: condition_age_step_65_ratio
-- title: First visits by condition at ages 65 to 67 against ages 62 to 64
-- severity: warning
-- description: By which factor the first visits of a condition rise or fall from the younger to the older
--   ages, in a year of a patient in care: root mean square of the logarithms over the conditions, without
--   what chance alone would give. It is 1 when no condition changes. Counts conditions with at least 25
--   first visits on each side. n counts the first visits. Reads the first 50,000 patients.
-- unit: ratio
-- high: 1.4
-- min_rows: 3000
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
        sum(greatest(least(last_day, older_from) - greatest(first_day, younger_from), 0))::float8 AS younger,
        sum(greatest(least(last_day, older_until) - greatest(first_day, older_from), 0))::float8 AS older
    FROM care
),

by_condition AS (
    SELECT
        count(*) FILTER (WHERE v.age < 65) AS younger,
        count(*) FILTER (WHERE v.age >= 65) AS older
    FROM visits AS v
    WHERE
        v.patient_id <= 50000
        AND v.follow_up_of IS NULL
        AND v.age BETWEEN 62 AND 67
    GROUP BY v.condition_id
    HAVING
        count(*) FILTER (WHERE v.age < 65) >= 25
        AND count(*) FILTER (WHERE v.age >= 65) >= 25
)

SELECT
    CASE WHEN count(*) > 0 THEN exp(sqrt(greatest(
        avg(ln((v.older / d.older) / (v.younger / d.younger)) ^ 2 - 1.0 / v.older - 1.0 / v.younger), 0
    ))) END AS value,
    coalesce(sum(v.older + v.younger), 0) AS n
FROM by_condition AS v
CROSS JOIN days AS d
