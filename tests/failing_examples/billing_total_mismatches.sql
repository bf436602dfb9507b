CREATE TEMPORARY TABLE failing AS SELECT min(billing_id) AS billing_id FROM billing;
ALTER TABLE billing DROP CONSTRAINT ck_billing_amounts_add_up;
UPDATE billing
SET patient_responsibility_amount = patient_responsibility_amount + 0.01
WHERE billing_id = (SELECT billing_id FROM failing);
