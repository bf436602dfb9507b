-- id: patients_without_visit_pct
-- title: Patients without a visit so far
-- severity: warning
-- description: Registered patients without a billed visit. The share depends on the length of the window:
--   under four or over eight years n is 0. Reads the first 20,000 patients.
-- unit: % of patients
-- low: 2
-- high: 10
-- min_rows: 5000
-- source: assumption: outer joins need some

WITH seen AS (
    SELECT DISTINCT patient_id
    FROM visits
    WHERE patient_id <= 20000
)

SELECT
    100.0 * count(*) FILTER (WHERE seen.patient_id IS NULL) / nullif(count(*), 0) AS value,
    count(*) FILTER (WHERE d.today - d.start BETWEEN 4 * 365 AND 8 * 366) AS n
FROM patients AS p
LEFT JOIN seen USING (patient_id)
CROSS JOIN current_dataset AS d
WHERE p.patient_id <= 20000
