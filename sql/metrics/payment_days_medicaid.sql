-- id: payment_days_medicaid
-- title: Days from billing to payment, Medicaid
-- severity: warning
-- description: Median over paid bills that were due more than 119 days ago, by the payer on the day. It has
--   no band; payment_days_order judges the order. Reads the first 20,000 patients.
-- unit: days
-- source: descriptive

SELECT
    percentile_cont(0.5) WITHIN GROUP (ORDER BY b.actual_payment_date - b.billing_date) AS value,
    count(*) AS n
FROM billing AS b
JOIN insurance_providers AS i USING (insurance_provider_id)
WHERE
    b.patient_id <= 20000
    AND i.kind = 'Medicaid'
    AND b.actual_payment_date IS NOT NULL
    AND b.expected_payment_date < (SELECT d.today - 119 FROM current_dataset AS d)
