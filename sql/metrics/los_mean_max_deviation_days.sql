-- id: los_mean_max_deviation_days
-- title: Mean length of the first stay by condition, largest difference from the published mean
-- severity: warning
-- description: Mean over first stays with at least one night, for 15 conditions. Some published means lie
--   outside the range that the reference model allows. There the near end of the range is compared; for
--   long stays, a day inside it. Hospitals differ, so it is judged with ten hospitals or more. Reads the
--   first 50,000 patients.
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
    CASE WHEN (SELECT count(*) FROM hospitals) >= 10 THEN sum(visits) ELSE 0 END AS n
FROM by_condition
