-- id: insured_coverage_mean_pct
-- title: Share of the charge that insurance covers
-- severity: warning
-- description: Mean over the bills of insured patients. Reads the first 20,000 patients.
-- unit: % of the charge
-- low: 66
-- high: 70
-- min_rows: 2000
-- source: reference model: 40-70 % for 35 % of bills, 60-90 % for the rest, so 68 %

SELECT
    100.0 * avg(insurance_coverage_amount / total_charge) AS value,
    count(*) AS n
FROM billing
WHERE
    patient_id <= 20000
    AND insurance_provider_id IS NOT NULL
