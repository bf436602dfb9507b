-- id: paid_late_uninsured_pct
-- title: Bills of uninsured patients that were paid late
-- severity: warning
-- description: Counts bills that were due more than 119 days ago, so all late payments have come in. Reads
--   the first 20,000 patients.
-- unit: % of these bills
-- low: 15
-- high: 42
-- min_rows: 1000
-- source: reference model: .08 to .25 by condition, +.10 over 10,000 dollars, scaled up

SELECT
    100.0 * count(*) FILTER (WHERE payment_status = 'Late-Paid') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM billing
WHERE
    patient_id <= 20000
    AND insurance_provider_id IS NULL
    AND expected_payment_date < (SELECT d.today - 119 FROM current_dataset AS d)
