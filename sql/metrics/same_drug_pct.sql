-- id: same_drug_pct
-- title: Drug visits with the drug of the drug visit before
-- severity: warning
-- description: Of the same patient and condition. A drug belongs to a course; the strength may change. n
--   counts the drug visits that have an earlier one. Reads the first 20,000 patients.
-- unit: % of these visits
-- low: 85
-- high: 90
-- min_rows: 4000
-- source: assumption: kept with about 0.88

WITH drugs AS (
    SELECT
        medication_id,
        lag(medication_id) OVER (PARTITION BY patient_id, condition_id ORDER BY visit_id) AS drug_before
    FROM visits
    WHERE
        patient_id <= 20000
        AND medication_id IS NOT NULL
)

SELECT
    100.0 * count(*) FILTER (WHERE medication_id = drug_before) / nullif(count(drug_before), 0) AS value,
    count(drug_before) AS n
FROM drugs
