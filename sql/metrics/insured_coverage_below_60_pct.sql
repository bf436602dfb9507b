-- id: insured_coverage_below_60_pct
-- title: Bills of insured patients with less than 60 % covered
-- severity: warning
-- description: Insurance covers 40-70 % on 35 % of the bills, and at least 60 % on the others. Two thirds
--   of the 35 % are below 60 %. Reads the first 20,000 patients.
-- unit: % of their bills
-- low: 20
-- high: 27
-- min_rows: 10000
-- source: reference model: 23.3 %

SELECT
    100.0 * count(*) FILTER (WHERE insurance_coverage_amount < 0.6 * total_charge)
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM billing
WHERE
    patient_id <= 20000
    AND insurance_provider_id IS NOT NULL
