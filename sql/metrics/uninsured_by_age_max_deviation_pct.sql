-- id: uninsured_by_age_max_deviation_pct
-- title: Uninsured by age against the survey, largest difference
-- severity: warning
-- description: Over 8 bands of age. The smallest band has about 7 % of the patients. Ages are those on the
--   day of registration, when patients are insured; for those of 65 and over, on today. The dead do not
--   count. n is 0 for datasets around one hospital and with --states, as states differ. Reads the first
--   50,000 patients.
-- unit: % points
-- high: 3
-- min_rows: 20000
-- source: AHRQ MEPS-HC 2022, uninsured all year

WITH survey (youngest, oldest, uninsured) AS (
    VALUES
    (0, 17, 2.1), (18, 24, 11.0), (25, 29, 12.9), (30, 34, 9.6),
    (35, 44, 10.3), (45, 54, 9.8), (55, 64, 7.5), (65, 120, 0.4)
),

by_age AS (
    SELECT
        CASE WHEN age >= 65 THEN age ELSE extract(YEAR FROM age(registered_on, date_of_birth)) END AS age,
        count(*) AS patients,
        count(*) FILTER (WHERE insurance_provider_id IS NULL) AS uninsured
    FROM patients
    WHERE
        patient_id <= 50000
        AND date_of_death IS NULL
    GROUP BY CASE WHEN age >= 65 THEN age ELSE extract(YEAR FROM age(registered_on, date_of_birth)) END
),

bands AS (
    SELECT
        100.0 * sum(b.uninsured) / sum(b.patients) - s.uninsured AS difference,
        sum(b.patients) AS patients
    FROM survey AS s
    JOIN by_age AS b ON b.age BETWEEN s.youngest AND s.oldest
    GROUP BY s.youngest, s.uninsured
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
