-- id: visits_8_or_more_complex_first_lift_pct
-- title: Patients with 8 or more visits in five years, complex first condition against others
-- severity: warning
-- description: Difference between the shares. It is about 13 when a complex first condition brings more
--   episodes of care, and about 4 when it only brings longer ones. Only patients of the same decade of age
--   are compared; a decade weighs as much as it has patients on both sides (complex * other / both). n is
--   the sum of these weights. Visits are scaled to five years. In a window under four or over eight years n
--   is 0. Reads the first 20,000 patients.
-- unit: % points
-- low: 8
-- high: 20
-- min_rows: 2500
-- source: reference model: 40 % against 20 % over all ages

WITH seen AS (
    SELECT
        patient_id,
        min(visit_id) AS first_visit,
        count(*) AS visits
    FROM visits
    WHERE patient_id <= 20000
    GROUP BY patient_id
),

charts AS (
    SELECT
        v.age / 10 AS decade,
        c.category = 'complex' AS is_complex,
        (seen.visits * 5 * 365.25 / (d.today - d.start) >= 7.5)::integer AS comes_often
    FROM seen
    JOIN visits AS v ON seen.first_visit = v.visit_id
    JOIN conditions AS c USING (condition_id)
    CROSS JOIN current_dataset AS d
    WHERE d.today - d.start BETWEEN 4 * 365 AND 8 * 366
),

by_decade AS (
    SELECT
        avg(comes_often) FILTER (WHERE is_complex) - avg(comes_often) FILTER (WHERE NOT is_complex) AS lift,
        1.0 * count(*) FILTER (WHERE is_complex) * count(*) FILTER (WHERE NOT is_complex) / count(*) AS weight
    FROM charts
    GROUP BY decade
)

SELECT
    100.0 * sum(lift * weight) / nullif(sum(weight), 0) AS value,
    coalesce(round(sum(weight)), 0) AS n
FROM by_decade
