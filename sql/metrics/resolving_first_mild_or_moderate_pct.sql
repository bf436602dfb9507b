-- id: resolving_first_mild_or_moderate_pct
-- title: Fractures, flu, migraine and allergies that start Mild or Moderate
-- severity: warning
-- description: These conditions start Mild or Moderate and get better, whatever the length of stay. Reads
--   the first 20,000 patients.
-- unit: % of first visits
-- low: 99
-- high: 100
-- min_rows: 1000
-- source: reference model

SELECT
    100.0 * count(*) FILTER (WHERE v.severity IN ('Mild', 'Moderate')) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE
    v.patient_id <= 20000
    AND v.follow_up_of IS NULL
    AND c.name IN ('Broken bones', 'Flu', 'Migraine', 'Allergies')
