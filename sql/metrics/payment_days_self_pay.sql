-- id: payment_days_self_pay
-- title: Days from billing to payment, uninsured patients
-- severity: warning
-- description: Median over paid bills that were due more than 119 days ago, of patients without insurance on
--   the day. It has no band; payment_days_order judges the order. Reads the first 20,000 patients.
-- unit: days
-- source: descriptive

SELECT
    percentile_cont(0.5) WITHIN GROUP (ORDER BY actual_payment_date - billing_date) AS value,
    count(*) AS n
FROM billing
WHERE
    patient_id <= 20000
    AND insurance_provider_id IS NULL
    AND actual_payment_date IS NOT NULL
    AND expected_payment_date < (SELECT d.today - 119 FROM current_dataset AS d)
