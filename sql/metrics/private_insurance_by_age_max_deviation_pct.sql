-- id: private_insurance_by_age_max_deviation_pct
-- title: Private insurance by age against the survey, largest difference
-- severity: warning
-- description: Over 7 bands of age under 65. All payers that are not private count as public here. From
--   65 on Medicare pays first (see medicare_65_plus_pct). Ages are those on the day of registration, when
--   patients are insured; those of 65 and over on today do not count, nor the dead. n is 0 for datasets
--   around one hospital and with --states, as states differ. Reads the first 50,000 patients.
-- unit: % points
-- high: 5
-- min_rows: 20000
-- source: AHRQ MEPS-HC 2022

WITH survey (youngest, oldest, private) AS (
    VALUES
    (0, 17, 60.2), (18, 24, 69.9), (25, 29, 70.6), (30, 34, 72.9),
    (35, 44, 75.2), (45, 54, 75.5), (55, 64, 73.0)
),

by_age AS (
    SELECT
        extract(YEAR FROM age(p.registered_on, p.date_of_birth)) AS age,
        count(*) AS patients,
        count(*) FILTER (WHERE i.kind = 'Private') AS private
    FROM patients AS p
    LEFT JOIN insurance_providers AS i USING (insurance_provider_id)
    WHERE
        p.patient_id <= 50000
        AND p.date_of_death IS NULL
        AND p.age < 65
    GROUP BY extract(YEAR FROM age(p.registered_on, p.date_of_birth))
),

bands AS (
    SELECT
        100.0 * sum(b.private) / sum(b.patients) - s.private AS difference,
        sum(b.patients) AS patients
    FROM survey AS s
    JOIN by_age AS b ON b.age BETWEEN s.youngest AND s.oldest
    GROUP BY s.youngest, s.private
)

SELECT
    max(abs(difference)) AS value,
    CASE
        WHEN (
            SELECT coalesce(d.config ->> 'hospital_state', d.config ->> 'states')
            FROM current_dataset AS d
        ) IS NULL THEN sum(patients)
        ELSE 0
    END AS n
FROM bands
