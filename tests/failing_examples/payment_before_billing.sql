CREATE TEMPORARY TABLE failing AS
SELECT min(billing_id) AS billing_id
FROM billing
WHERE payment_status = 'Paid';
ALTER TABLE billing DROP CONSTRAINT ck_billing_paid_after_billing;
UPDATE billing
SET actual_payment_date = billing_date - 1
WHERE billing_id = (SELECT billing_id FROM failing);
