-- id: billing_total_mismatches
-- title: Bill whose parts do not add up
-- severity: error
-- description: What the insurer covers and what the patient owes are together the total charge, to the
--   cent.
-- enforced_by: ck_billing_amounts_add_up

SELECT
    billing_id,
    total_charge,
    insurance_coverage_amount,
    patient_responsibility_amount
FROM billing
WHERE total_charge <> insurance_coverage_amount + patient_responsibility_amount
ORDER BY billing_id
