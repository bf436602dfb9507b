-- id: condition_65_plus_max_deviation_pct
-- title: Patients of 65 and over by condition against the survey, largest difference
-- severity: warning
-- description: Share of visits at 65 and over, for 15 conditions. The rule about adult-only conditions
--   and the softened frequencies move the shares by some points. For other populations than the US n is
--   0. Reads the first 50,000 patients.
-- unit: % points
-- high: 15
-- min_rows: 100000
-- source: AHRQ MEPS-HC 2018

WITH survey (name, old) AS (
    VALUES
    ('High blood pressure', 49), ('Diabetes', 45), ('Arthritis', 38), ('Asthma', 32), ('Cancer', 56),
    ('Broken bones', 27), ('Heart disease', 66), ('Pneumonia', 33), ('Flu', 15), ('Migraine', 11),
    ('Depression', 14), ('Anxiety', 14), ('Allergies', 24), ('Kidney failure', 40), ('Stroke', 68)
),

by_condition AS (
    SELECT
        100.0 * avg((v.age >= 65)::integer) - s.old AS difference,
        count(*) AS visits
    FROM visits AS v
    JOIN conditions USING (condition_id)
    JOIN survey AS s USING (name)
    WHERE v.patient_id <= 50000
    GROUP BY s.name, s.old
)

SELECT
    max(abs(difference)) AS value,
    CASE
        WHEN (SELECT d.config ->> 'population' FROM current_dataset AS d) = 'us' THEN sum(visits)
        ELSE 0
    END AS n
FROM by_condition
