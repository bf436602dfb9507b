CREATE TEMPORARY TABLE failing AS SELECT min(billing_id) AS billing_id FROM billing;
ALTER TABLE billing DROP CONSTRAINT pk_billing;
UPDATE billing
SET billing_id = (SELECT billing_id FROM failing)
WHERE billing_id = (SELECT max(billing_id) FROM billing);
