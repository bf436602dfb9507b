CREATE TEMPORARY TABLE poisoned AS SELECT min(billing_id) AS billing_id FROM billing;
ALTER TABLE billing DROP CONSTRAINT pk_billing;
UPDATE billing
SET billing_id = (SELECT billing_id FROM poisoned)
WHERE billing_id = (SELECT max(billing_id) FROM billing);
