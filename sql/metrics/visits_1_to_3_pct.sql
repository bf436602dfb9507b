-- id: visits_1_to_3_pct
-- title: Patients with 1 to 3 visits in five years
-- severity: warning
-- description: Visits are scaled from the dataset's window to five years. Scaled visits are no whole
--   numbers, so a patient near a limit counts in part. In a window under four or over eight years n is 0.
--   Reads the first 20,000 patients.
-- unit: % of patients seen
-- low: 38
-- high: 62
-- min_rows: 5000
-- source: reference model: 52 %

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
        least(1, greatest(0, 3.5 / scale + 0.5 - visits))
    ) AS value,
    count(*) FILTER (WHERE days BETWEEN 4 * 365 AND 8 * 366) AS n
FROM scaled
