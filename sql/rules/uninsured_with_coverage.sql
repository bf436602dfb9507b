-- id: uninsured_with_coverage
-- title: Insurance pays for an uninsured patient
-- severity: error
-- description: A patient who was uninsured on the day of admission owes the whole charge.
-- enforced_by: ck_billing_coverage_needs_payer

SELECT
    billing_id,
    patient_id,
    insurance_coverage_amount
FROM billing
WHERE
    insurance_provider_id IS NULL
    AND insurance_coverage_amount <> 0
ORDER BY billing_id
