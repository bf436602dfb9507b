-- id: condition_female_max_deviation_pct
-- title: Women by condition against the survey, largest difference
-- severity: warning
-- description: Share of visits of women, for 15 conditions. The survey counts encounters of the whole
--   population. Our patients have other conditions too, and more of them are children, which moves the
--   shares by some points. For other populations than the US n is 0. Reads the first 50,000 patients.
-- unit: % points
-- high: 13
-- min_rows: 100000
-- source: AHRQ MEPS-HC 2018; depression and anxiety recalled

WITH survey (name, female) AS (
    VALUES
    ('High blood pressure', 52), ('Diabetes', 48), ('Arthritis', 63), ('Asthma', 66), ('Cancer', 49),
    ('Broken bones', 58), ('Heart disease', 42), ('Pneumonia', 61), ('Flu', 61), ('Migraine', 81),
    ('Depression', 63), ('Anxiety', 63), ('Allergies', 61), ('Kidney failure', 47), ('Stroke', 56)
),

by_condition AS (
    SELECT
        100.0 * avg((p.gender = 'Female')::integer) - s.female AS difference,
        count(*) AS visits
    FROM visits AS v
    JOIN patients AS p USING (patient_id)
    JOIN conditions USING (condition_id)
    JOIN survey AS s USING (name)
    WHERE v.patient_id <= 50000 AND p.patient_id <= 50000
    GROUP BY s.name, s.female
)

SELECT
    max(abs(difference)) AS value,
    CASE
        WHEN (SELECT d.config ->> 'population' FROM current_dataset AS d) = 'us' THEN sum(visits)
        ELSE 0
    END AS n
FROM by_condition
