-- id: condition_under_18_max_deviation_pct
-- title: Children by condition against the survey, largest difference
-- severity: warning
-- description: Share of visits under 18, over the conditions that children have. Children come about as
--   often as adults here, and have fewer conditions to come for, so their share of each is larger than in
--   the survey. People were younger in a window of more than eight years, so it is not judged: its n is 0.
--   Read on the first 50,000 patients.
-- unit: % points
-- high: 20
-- min_rows: 50000
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
    CASE WHEN (SELECT d.today - d.start FROM current_dataset AS d) <= 8 * 366 THEN sum(visits) ELSE 0 END AS n
FROM by_condition
