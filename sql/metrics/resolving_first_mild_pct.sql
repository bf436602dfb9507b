-- id: resolving_first_mild_pct
-- title: Fractures, flu, migraine and allergies that start Mild
-- severity: warning
-- description: The others start Moderate. Reads the first 20,000 patients.
-- unit: % of first visits
-- low: 55
-- high: 65
-- min_rows: 2000
-- source: reference model: they start Mild or Moderate; assumption: 60 and 40 %

SELECT
    100.0 * count(*) FILTER (WHERE v.severity = 'Mild') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE
    v.patient_id <= 20000
    AND v.follow_up_of IS NULL
    AND c.name IN ('Broken bones', 'Flu', 'Migraine', 'Allergies')
