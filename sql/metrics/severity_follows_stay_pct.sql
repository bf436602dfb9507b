-- id: severity_follows_stay_pct
-- title: Severity follows the length of stay
-- severity: warning
-- description: 0 days are Normal, 1-3 Mild, 4-6 Moderate, 7 and more Severe. Broken bones, Flu, Migraine
--   and Allergies do not count: they start Mild or Moderate and end Normal. Reads the first 20,000
--   patients.
-- unit: % of visits
-- low: 99
-- high: 100
-- min_rows: 1000
-- source: reference model

SELECT
    100.0 * count(*) FILTER (
        WHERE v.severity = CASE
            WHEN v.date_of_discharge - v.date_of_admission = 0 THEN 'Normal'
            WHEN v.date_of_discharge - v.date_of_admission <= 3 THEN 'Mild'
            WHEN v.date_of_discharge - v.date_of_admission <= 6 THEN 'Moderate'
            ELSE 'Severe'
        END
    ) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE
    v.patient_id <= 20000
    AND c.name NOT IN ('Broken bones', 'Flu', 'Migraine', 'Allergies')
