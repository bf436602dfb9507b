-- id: deaths_yearly_pct
-- title: Deaths of patients in care
-- severity: warning
-- description: Deaths per 100 years in care, from the fourth month of the dataset to its today. Patients
--   are ill, so more of them die than of the whole population (0.9 % a year). n counts the years in care.
-- unit: % a year
-- low: 2
-- high: 3.3
-- min_rows: 40000
-- source: assumption: 2 to 3 %

WITH care AS (
    SELECT
        p.date_of_death,
        greatest(p.registered_on, d.start + 90) AS first_day,
        least(p.left_on, p.date_of_death, d.today) AS last_day
    FROM patients AS p
    CROSS JOIN current_dataset AS d
    WHERE d.config ->> 'population' = 'us'
)

SELECT
    100 * 365.25 * count(date_of_death) / nullif(sum(last_day - first_day), 0) AS value,
    round(sum(last_day - first_day) / 365.25) AS n
FROM care
WHERE last_day >= first_day
