-- id: paid_within_5_days_of_due_pct
-- title: Payments on time with the Full plan, 0 to 5 days before the due date
-- severity: warning
-- description: Patients pay when the bill is due. The last instalment of the Incremental plan can be
--   earlier (see instalment_days_mean), so that payments come in every month. Reads the first 20,000
--   patients.
-- unit: % of payments on time
-- low: 95
-- high: 100
-- min_rows: 1000
-- source: reference model

SELECT
    100.0 * count(*) FILTER (WHERE expected_payment_date - actual_payment_date <= 5)
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM billing
WHERE
    patient_id <= 20000
    AND payment_plan = 'Full'
    AND payment_status = 'Paid'
