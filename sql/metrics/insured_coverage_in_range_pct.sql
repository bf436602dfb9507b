-- id: insured_coverage_in_range_pct
-- title: Bills of insured patients with 40 to 90 % covered
-- severity: warning
-- description: The model has no denied claims, and no bills that insurance pays in full. Reads the first
--   20,000 patients.
-- unit: % of their bills
-- low: 99.5
-- high: 100
-- min_rows: 1000
-- source: reference model

SELECT
    100.0 * count(*) FILTER (
        WHERE insurance_coverage_amount / total_charge BETWEEN 0.3995 AND 0.9005
    ) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM billing
WHERE
    patient_id <= 20000
    AND insurance_provider_id IS NOT NULL
