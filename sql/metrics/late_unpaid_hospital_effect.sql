-- id: late_unpaid_hospital_effect
-- title: Unpaid bills follow the hospital's late-payment multiplier
-- severity: warning
-- description: By how many times its mean the share of unpaid bills grows when the multiplier grows by 1:
--   about 1 (a little less, for scaling), 0 if hospitals did not differ. Over settled bills of the insured.
--   Read on the first 20,000 patients.
-- unit: slope
-- low: 0.5
-- high: 1.5
-- min_rows: 20000
-- source: reference model: base times the hospital's multiplier

SELECT
    regr_slope((b.payment_status = 'Late-Unpaid')::integer, c.late_unpaid_base * h.late_payment_multiplier)
    * avg(c.late_unpaid_base) / nullif(avg((b.payment_status = 'Late-Unpaid')::integer), 0) AS value,
    count(*) AS n
FROM billing AS b
JOIN visits USING (visit_id)
JOIN conditions AS c USING (condition_id)
JOIN hospitals AS h USING (hospital_id)
JOIN patients AS p ON b.patient_id = p.patient_id
WHERE
    b.patient_id <= 20000
    AND p.insurance_provider_id IS NOT NULL
    AND b.expected_payment_date < (SELECT d.today - 119 FROM current_dataset AS d)
