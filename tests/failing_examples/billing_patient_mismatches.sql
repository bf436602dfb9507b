CREATE TEMPORARY TABLE failing AS SELECT min(billing_id) AS billing_id FROM billing;
ALTER TABLE billing DROP CONSTRAINT fk_billing_patient_id_visit_id;
-- an insured patient, so that the coverage on the bill stays allowed
UPDATE billing
SET patient_id = (SELECT max(patient_id) FROM patients WHERE insurance_provider_id IS NOT NULL)
WHERE billing_id = (SELECT billing_id FROM failing);
