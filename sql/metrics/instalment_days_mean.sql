-- id: instalment_days_mean
-- title: Days from billing to the last instalment, Incremental plan paid on time
-- severity: warning
-- description: The last instalment is paid 1 to 12 months after billing, early or late by the kind of payer.
--   Mean over bills that are due. Reads the first 20,000 patients.
-- unit: days
-- low: 160
-- high: 200
-- min_rows: 1000
-- source: assumption: Medicare pays soon, the uninsured late

SELECT
    avg(actual_payment_date - billing_date) AS value,
    count(*) AS n
FROM billing
WHERE
    patient_id <= 20000
    AND payment_plan = 'Incremental'
    AND payment_status = 'Paid'
    AND expected_payment_date <= (SELECT d.today FROM current_dataset AS d)
