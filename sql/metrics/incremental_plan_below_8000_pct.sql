-- id: incremental_plan_below_8000_pct
-- title: Incremental plans of insured patients, below 8,000 dollars
-- severity: warning
-- description: Patients pay large bills by instalments more often. Reads the first 20,000 patients.
-- unit: % of these bills
-- low: 35
-- high: 48
-- min_rows: 1000
-- source: reference model: 40 %

SELECT
    100.0 * count(*) FILTER (WHERE payment_plan = 'Incremental') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM billing
WHERE
    patient_id <= 20000
    AND insurance_provider_id IS NOT NULL
    AND total_charge < 8000
