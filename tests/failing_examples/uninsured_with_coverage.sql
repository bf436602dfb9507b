-- implies: negative_amounts

-- insurance pays a cent of one bill of an uninsured patient, and asks for a cent on another
CREATE TEMPORARY TABLE chosen AS
SELECT min(billing_id) AS billing_id, 0.01 AS covered FROM billing WHERE insurance_provider_id IS NULL
UNION ALL
SELECT max(billing_id), -0.01 FROM billing WHERE insurance_provider_id IS NULL;
CREATE TEMPORARY TABLE failing AS SELECT billing_id FROM chosen;
ALTER TABLE billing DROP CONSTRAINT ck_billing_coverage_needs_payer;
ALTER TABLE billing DROP CONSTRAINT ck_billing_insurance_coverage_amount;
UPDATE billing AS b
SET
    insurance_coverage_amount = chosen.covered,
    patient_responsibility_amount = b.total_charge - chosen.covered
FROM chosen
WHERE b.billing_id = chosen.billing_id;
