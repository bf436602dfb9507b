-- id: resolving_third_visit_normal_pct
-- title: Fractures, flu, migraine and allergies that are Normal by the third visit
-- severity: warning
-- description: Third and later visits of a course, if the two gaps before the visit have at most 40 days.
--   Reads the first 20,000 patients.
-- unit: % of these visits
-- low: 55
-- high: 100
-- min_rows: 500
-- source: reference model: they end Normal

WITH episodes AS (
    SELECT
        v.severity,
        v.date_of_admission - lag(v.date_of_discharge, 1) OVER course AS gap,
        lag(v.date_of_admission, 1) OVER course - lag(v.date_of_discharge, 2) OVER course AS gap_before
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    WHERE
        v.patient_id <= 20000
        AND c.name IN ('Broken bones', 'Flu', 'Migraine', 'Allergies')
    WINDOW course AS (PARTITION BY v.patient_id, v.condition_id ORDER BY v.visit_id)
)

SELECT
    100.0 * count(*) FILTER (WHERE severity = 'Normal') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM episodes
WHERE
    gap <= 40
    AND gap_before <= 40
