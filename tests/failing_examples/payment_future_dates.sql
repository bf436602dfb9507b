CREATE TEMPORARY TABLE failing AS
SELECT min(billing_id) AS billing_id
FROM billing
WHERE payment_status = 'In-progress';
UPDATE billing
SET actual_payment_date = (SELECT today + 1 FROM current_dataset), payment_status = 'Paid'
WHERE billing_id = (SELECT billing_id FROM failing);
