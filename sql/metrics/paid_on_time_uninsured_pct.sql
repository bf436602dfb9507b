-- id: paid_on_time_uninsured_pct
-- title: Due bills of uninsured patients that were paid on time
-- severity: warning
-- description: Scaled up like paid_on_time_insured_pct, to about 49 %. Reads the first 20,000 patients.
-- unit: % of due bills
-- low: 42
-- high: 55
-- min_rows: 2500
-- source: reference model: .30, of which a due bill cannot be In-progress

SELECT
    100.0 * count(*) FILTER (WHERE payment_status = 'Paid') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM billing
WHERE
    patient_id <= 20000
    AND insurance_provider_id IS NULL
    AND expected_payment_date <= (SELECT d.today FROM current_dataset AS d)
