-- the parts of one bill come to a cent more than the total, the parts of another to a cent less
CREATE TEMPORARY TABLE chosen AS
SELECT min(billing_id) AS billing_id, 0.01 AS difference FROM billing
UNION ALL
SELECT max(billing_id), -0.01 FROM billing;
CREATE TEMPORARY TABLE failing AS SELECT billing_id FROM chosen;
ALTER TABLE billing DROP CONSTRAINT ck_billing_amounts_add_up;
UPDATE billing AS b
SET patient_responsibility_amount = b.patient_responsibility_amount + chosen.difference
FROM chosen
WHERE b.billing_id = chosen.billing_id;
