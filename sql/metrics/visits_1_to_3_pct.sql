-- id: visits_1_to_3_pct
-- title: Patients with 1 to 3 visits in five years
-- severity: warning
-- description: Visits are scaled from the dataset's window to five years and rounded. In a window under
--   four or over eight years it is another figure, so it is not judged: its n is 0. Read on the first
--   50,000 patients.
-- unit: % of patients seen
-- low: 42
-- high: 62
-- min_rows: 5000
-- source: reference model: 52 %

SELECT
    100.0 * count(*) FILTER (WHERE seen.visits * 5 * 365.25 / (d.today - d.start) < 3.5)
    / nullif(count(*), 0) AS value,
    count(*) FILTER (WHERE d.today - d.start BETWEEN 4 * 365 AND 8 * 366) AS n
FROM (
    SELECT count(*) AS visits
    FROM visits
    WHERE patient_id <= 50000
    GROUP BY patient_id
) AS seen
CROSS JOIN current_dataset AS d
WHERE d.today > d.start
