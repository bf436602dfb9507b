-- id: los_mean_max_deviation_days
-- title: Length of the first stay by condition, largest difference from the published mean
-- severity: warning
-- description: Mean of first stays of at least one night, over 15 conditions. Where the published mean lies
--   outside the range that the reference model allows, its near end is compared (a day inside it for the
--   long stays, whose mean cannot be the end of the range). Read on the first 50,000 patients.
-- unit: days
-- high: 0.5
-- min_rows: 20000
-- source: CMS MS-DRG FY2026 geometric means, mix and arithmetic factor assumed

WITH published (name, days) AS (
    VALUES
    ('High blood pressure', 1.8), ('Diabetes', 3.6), ('Arthritis', 2.5), ('Asthma', 1.8), ('Cancer', 6.0),
    ('Heart disease', 6.0), ('Pneumonia', 4.1), ('Flu', 1.8), ('Migraine', 1.0), ('Depression', 6.2),
    ('Anxiety', 2.7), ('Kidney failure', 6.0), ('Stroke', 6.0), ('COVID-19', 4.9), ('Childbirth', 2.8)
),

by_condition AS (
    SELECT
        avg(v.date_of_discharge - v.date_of_admission) - p.days AS difference,
        count(*) AS visits
    FROM visits AS v
    JOIN conditions USING (condition_id)
    JOIN published AS p USING (name)
    WHERE
        v.patient_id <= 50000
        AND v.follow_up_of IS NULL
        AND v.date_of_discharge > v.date_of_admission
    GROUP BY p.name, p.days
)

SELECT
    max(abs(difference)) AS value,
    sum(visits) AS n
FROM by_condition
