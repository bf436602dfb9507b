-- id: negative_amounts
-- title: Bill with a negative amount
-- severity: error
-- description: A bill is a charge. The model has no refunds.
-- enforced_by: ck_billing_insurance_coverage_amount, ck_billing_patient_responsibility_amount

SELECT
    billing_id,
    total_charge,
    insurance_coverage_amount,
    patient_responsibility_amount
FROM billing
WHERE least(total_charge, insurance_coverage_amount, patient_responsibility_amount) < 0
ORDER BY billing_id
