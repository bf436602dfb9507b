-- id: visits_13_to_18_pct
-- title: Patients with 13 or more visits in five years
-- severity: warning
-- description: Scaled and judged like visits_1_to_3_pct. Reads the first 20,000 patients.
-- unit: % of patients seen
-- low: 1
-- high: 10
-- min_rows: 5000
-- source: reference model: 5 % with 13 to 18

WITH seen AS (
    SELECT count(*) AS visits
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
    CROSS JOIN current_dataset AS d
    WHERE d.today > d.start
)

SELECT
    100.0 * avg(
        1 - least(1, greatest(0, 12.5 / scale + 0.5 - visits))
    ) AS value,
    count(*) FILTER (WHERE days BETWEEN 4 * 365 AND 8 * 366) AS n
FROM scaled
