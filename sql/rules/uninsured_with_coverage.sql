-- id: uninsured_with_coverage
-- title: Insurance pays for an uninsured patient
-- severity: error
-- description: An uninsured patient owes the whole charge.

SELECT
    b.billing_id,
    b.patient_id,
    b.insurance_coverage_amount
FROM billing AS b
JOIN patients AS p USING (patient_id)
WHERE
    p.insurance_provider_id IS NULL
    AND b.insurance_coverage_amount <> 0
ORDER BY b.billing_id
