-- id: paid_late_mean_days
-- title: Days from the due date to the payment, bills paid late
-- severity: warning
-- description: Mean over bills that were due more than 119 days ago, of 1 to 119 days. Fewer days are the
--   more likely, the sooner the kind of payer pays. Reads the first 20,000 patients.
-- unit: days
-- low: 56
-- high: 66
-- min_rows: 4000
-- source: reference model: late 1-119 days after

SELECT
    avg(actual_payment_date - expected_payment_date) AS value,
    count(*) AS n
FROM billing
WHERE
    patient_id <= 20000
    AND payment_status = 'Late-Paid'
    AND expected_payment_date < (SELECT d.today - 119 FROM current_dataset AS d)
