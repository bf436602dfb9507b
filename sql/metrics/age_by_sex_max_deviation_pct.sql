-- id: age_by_sex_max_deviation_pct
-- title: Ages by sex of the patients in care against the US population, largest difference
-- severity: warning
-- description: Largest difference between the share of the patients in care on the dataset's origin and
--   the share of the population, over 13 bands of age for each sex. Care periods have about the same
--   length at all ages, but not exactly, so a difference of 2 points is allowed. For other populations
--   than the US n is 0. Reads the first 50,000 patients.
-- unit: % points
-- high: 2
-- min_rows: 5000
-- source: Census Population Estimates, Vintage 2024, nc-est2024-agesex-res

WITH us (youngest, oldest, male, female) AS (
    VALUES
    (0, 0, 0.54, 0.52),
    (1, 4, 2.25, 2.15),
    (5, 9, 3.03, 2.90),
    (10, 14, 3.15, 3.00),
    (15, 17, 2.02, 1.93),
    (18, 24, 4.71, 4.51),
    (25, 34, 6.91, 6.74),
    (35, 44, 6.75, 6.64),
    (45, 54, 5.98, 6.02),
    (55, 64, 6.00, 6.25),
    (65, 74, 4.91, 5.51),
    (75, 84, 2.52, 3.15),
    (85, 120, 0.71, 1.18)
),

by_age AS (
    SELECT
        extract(YEAR FROM age(d.origin, p.date_of_birth)) AS age,
        count(*) FILTER (WHERE p.gender = 'Male') AS male,
        count(*) FILTER (WHERE p.gender = 'Female') AS female,
        sum(count(*)) OVER () AS patients
    FROM patients AS p
    CROSS JOIN current_dataset AS d
    WHERE
        p.patient_id <= 50000
        AND p.registered_on <= d.origin
        AND coalesce(p.left_on, p.date_of_death, 'infinity') > d.origin
    GROUP BY extract(YEAR FROM age(d.origin, p.date_of_birth))
),

bands AS (
    SELECT
        100.0 * sum(b.male) / max(b.patients) - us.male AS male_difference,
        100.0 * sum(b.female) / max(b.patients) - us.female AS female_difference,
        max(b.patients) AS patients
    FROM us
    JOIN by_age AS b ON b.age BETWEEN us.youngest AND us.oldest
    GROUP BY us.youngest, us.male, us.female
)

SELECT
    max(greatest(abs(male_difference), abs(female_difference))) AS value,
    CASE
        WHEN (SELECT d.config ->> 'population' FROM current_dataset AS d) = 'us' THEN max(patients)
        ELSE 0
    END AS n
FROM bands
