-- one bill is paid tomorrow, another today, which is allowed
CREATE TEMPORARY TABLE chosen AS
SELECT billing_id, row_number() OVER (ORDER BY billing_id) AS place
FROM billing
WHERE payment_status = 'In-progress'
ORDER BY billing_id
LIMIT 2;
CREATE TEMPORARY TABLE failing AS SELECT billing_id FROM chosen WHERE place = 1;
UPDATE billing AS b
SET
    actual_payment_date = CASE chosen.place WHEN 1 THEN d.today + 1 ELSE d.today END,
    payment_status = 'Paid'
FROM chosen
CROSS JOIN current_dataset AS d
WHERE b.billing_id = chosen.billing_id;
