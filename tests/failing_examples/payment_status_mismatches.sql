CREATE TEMPORARY TABLE failing AS
SELECT min(billing_id) AS billing_id
FROM billing
WHERE payment_status = 'In-progress';
UPDATE billing SET payment_status = 'Late-Unpaid' WHERE billing_id = (SELECT billing_id FROM failing);
