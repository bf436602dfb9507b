-- one bill is paid the day before it is written; another is paid on that day, which is allowed
CREATE TEMPORARY TABLE chosen AS
SELECT min(billing_id) AS billing_id, -1 AS days FROM billing WHERE payment_status = 'Paid'
UNION ALL
SELECT max(billing_id), 0 FROM billing WHERE payment_status = 'Paid';
CREATE TEMPORARY TABLE failing AS SELECT billing_id FROM chosen WHERE days < 0;
ALTER TABLE billing DROP CONSTRAINT ck_billing_paid_after_billing;
UPDATE billing AS b
SET actual_payment_date = b.billing_date + chosen.days
FROM chosen
WHERE b.billing_id = chosen.billing_id;
