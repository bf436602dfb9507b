-- id: visits_8_or_more_complex_first_pct
-- title: Patients whose first condition is complex, with 8 or more visits in five years
-- severity: warning
-- description: Patients who begin with cancer, heart disease, kidney failure or stroke come more often (30,
--   30, 25, 15 %). Scaled and judged like visits_1_to_3_pct. Reads the first 20,000 patients.
-- unit: % of these patients
-- low: 28
-- high: 56
-- min_rows: 1000
-- source: reference model: 25 % with 8 to 12 and 15 % with 13 to 18

WITH seen AS (
    SELECT
        patient_id,
        min(visit_id) AS first_visit,
        count(*) AS visits
    FROM visits
    WHERE patient_id <= 20000
    GROUP BY patient_id
),

scaled AS (
    SELECT
        seen.visits,
        5 * 365.25 / (d.today - d.start) AS scale,
        d.today - d.start AS days
    FROM seen
    JOIN visits AS v ON seen.first_visit = v.visit_id
    JOIN conditions AS c USING (condition_id)
    CROSS JOIN current_dataset AS d
    WHERE
        d.today > d.start
        AND c.category = 'complex'
)

SELECT
    100.0 * avg(
        1 - least(1, greatest(0, 7.5 / scale + 0.5 - visits))
    ) AS value,
    count(*) FILTER (WHERE days BETWEEN 4 * 365 AND 8 * 366) AS n
FROM scaled
