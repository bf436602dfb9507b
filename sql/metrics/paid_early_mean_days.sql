-- id: paid_early_mean_days
-- title: Days from the payment to the due date, bills with the Full plan paid on time
-- severity: warning
-- description: Mean over bills that are due, of 0 to 5 days. More days are the more likely, the sooner the
--   kind of payer pays. Reads the first 20,000 patients.
-- unit: days
-- low: 2.55
-- high: 3.2
-- min_rows: 8000
-- source: reference model: 0-5 days before the due date

SELECT
    avg(expected_payment_date - actual_payment_date) AS value,
    count(*) AS n
FROM billing
WHERE
    patient_id <= 20000
    AND payment_plan = 'Full'
    AND payment_status = 'Paid'
    AND expected_payment_date <= (SELECT d.today FROM current_dataset AS d)
