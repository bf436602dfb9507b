-- id: condition_mix_correlation
-- title: Frequent conditions are those of the survey
-- severity: warning
-- description: Rank correlation between visits and encounters, over 15 conditions. A hospital sees fewer
--   office visits than the survey, so only the order is compared. COVID-19 and Childbirth do not count,
--   because the year and the classes of the survey do not fit. For other populations than the US n is 0.
--   Reads the first 50,000 patients.
-- unit: correlation
-- low: 0.9
-- high: 1
-- min_rows: 80000
-- source: AHRQ MEPS-HC 2018, encounters; its shares of arthritis, asthma, fractures and mental disorders
--   assumed

WITH survey (name, encounters) AS (
    VALUES
    ('High blood pressure', 67656), ('Diabetes', 69894), ('Arthritis', 69328), ('Asthma', 17533),
    ('Cancer', 81204), ('Broken bones', 27720), ('Heart disease', 70470), ('Pneumonia', 9011),
    ('Flu', 15048), ('Migraine', 22415), ('Depression', 100716), ('Anxiety', 86328),
    ('Allergies', 34354), ('Kidney failure', 55099), ('Stroke', 14062)
),

ranked AS (
    SELECT
        rank() OVER (ORDER BY s.encounters) AS survey_rank,
        rank() OVER (ORDER BY count(*)) AS visit_rank,
        count(*) AS visits
    FROM visits AS v
    JOIN conditions USING (condition_id)
    JOIN survey AS s USING (name)
    WHERE v.patient_id <= 50000
    GROUP BY s.name, s.encounters
)

SELECT
    corr(visit_rank, survey_rank) AS value,
    CASE
        WHEN (SELECT d.config ->> 'population' FROM current_dataset AS d) = 'us' THEN sum(visits)
        ELSE 0
    END AS n
FROM ranked
