-- id: condition_under_18_max_deviation_pct
-- title: Children by condition against the survey, largest difference
-- severity: warning
-- description: Share of visits under 18, for the conditions that children have. Children come about as
--   often as adults here and have fewer conditions, so their share of each condition is larger than in
--   the survey. For other populations than the US n is 0. Reads the first 50,000 patients.
-- unit: % points
-- high: 21
-- min_rows: 90000
-- source: AHRQ MEPS-HC 2018

WITH survey (name, young) AS (
    VALUES
    ('Asthma', 16), ('Broken bones', 10), ('Pneumonia', 16), ('Flu', 32), ('Migraine', 5),
    ('Depression', 20), ('Anxiety', 20), ('Allergies', 22)
),

by_condition AS (
    SELECT
        100.0 * avg((v.age < 18)::integer) - s.young AS difference,
        count(*) AS visits
    FROM visits AS v
    JOIN conditions USING (condition_id)
    JOIN survey AS s USING (name)
    WHERE v.patient_id <= 50000
    GROUP BY s.name, s.young
)

SELECT
    max(abs(difference)) AS value,
    CASE
        WHEN (SELECT d.config ->> 'population' FROM current_dataset AS d) = 'us' THEN sum(visits)
        ELSE 0
    END AS n
FROM by_condition
