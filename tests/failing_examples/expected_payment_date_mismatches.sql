CREATE TEMPORARY TABLE failing AS
SELECT min(billing_id) AS billing_id
FROM billing
WHERE payment_status = 'In-progress';
ALTER TABLE billing DROP CONSTRAINT ck_billing_expected_follows_plan;
UPDATE billing
SET expected_payment_date = expected_payment_date + 1
WHERE billing_id = (SELECT billing_id FROM failing);
