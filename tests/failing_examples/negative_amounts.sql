CREATE TEMPORARY TABLE failing AS
SELECT min(b.billing_id) AS billing_id
FROM billing AS b
JOIN patients AS p USING (patient_id)
WHERE p.insurance_provider_id IS NOT NULL;
ALTER TABLE billing DROP CONSTRAINT ck_billing_insurance_coverage_amount;
UPDATE billing
SET insurance_coverage_amount = -0.01, patient_responsibility_amount = total_charge + 0.01
WHERE billing_id = (SELECT billing_id FROM failing);
