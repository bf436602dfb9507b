-- id: billing_total_mismatches
-- title: Bill whose parts do not add up
-- severity: error
-- description: The coverage of the insurer and the responsibility of the patient add up to the total
--   charge, to the cent.
-- enforced_by: ck_billing_amounts_add_up

SELECT
    billing_id,
    total_charge,
    insurance_coverage_amount,
    patient_responsibility_amount
FROM billing
WHERE total_charge <> insurance_coverage_amount + patient_responsibility_amount
ORDER BY billing_id
