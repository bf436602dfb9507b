-- implies: negative_amounts

-- insurance pays a cent of one bill of an uninsured patient, and asks for a cent on another
CREATE TEMPORARY TABLE chosen AS
SELECT min(b.billing_id) AS billing_id, 0.01 AS covered
FROM billing AS b
JOIN patients AS p USING (patient_id)
WHERE p.insurance_provider_id IS NULL
UNION ALL
SELECT max(b.billing_id), -0.01
FROM billing AS b
JOIN patients AS p USING (patient_id)
WHERE p.insurance_provider_id IS NULL;
CREATE TEMPORARY TABLE failing AS SELECT billing_id FROM chosen;
ALTER TABLE billing DROP CONSTRAINT ck_billing_insurance_coverage_amount;
UPDATE billing AS b
SET
    insurance_coverage_amount = chosen.covered,
    patient_responsibility_amount = b.total_charge - chosen.covered
FROM chosen
WHERE b.billing_id = chosen.billing_id;
