-- id: death_age_ratio
-- title: Deaths by age: patients of 75 and over against those of 45 to 64
-- severity: warning
-- description: How many times more often older patients in care die. n counts the deaths of both groups.
-- unit: ratio
-- low: 4.5
-- high: 14
-- min_rows: 600
-- source: US life table: about 9 in the whole population; the patients here are ill at every age

WITH care AS (
    SELECT
        p.date_of_death,
        least(p.left_on, p.date_of_death, d.today) - greatest(p.registered_on, d.start) AS days,
        (least(p.left_on, p.date_of_death, d.today) - p.date_of_birth) / 365.25 AS age
    FROM patients AS p
    CROSS JOIN current_dataset AS d
    WHERE least(p.left_on, p.date_of_death, d.today) > d.start
)

SELECT
    (count(date_of_death) FILTER (WHERE age >= 75)::numeric / nullif(sum(days) FILTER (WHERE age >= 75), 0))
    / nullif(
        count(date_of_death) FILTER (WHERE age >= 45 AND age < 65)::numeric
        / nullif(sum(days) FILTER (WHERE age >= 45 AND age < 65), 0), 0
    ) AS value,
    count(date_of_death) FILTER (WHERE age >= 75 OR age >= 45 AND age < 65) AS n
FROM care
