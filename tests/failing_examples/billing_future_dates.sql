-- implies: billing_date_out_of_range

-- one bill is written tomorrow
CREATE TEMPORARY TABLE failing AS SELECT min(billing_id) AS billing_id FROM billing;
UPDATE billing
SET
    billing_date = d.today + 1,
    payment_plan = 'Full',
    expected_payment_date = d.today + 31,
    actual_payment_date = NULL,
    payment_status = 'In-progress'
FROM current_dataset AS d
WHERE billing_id = (SELECT billing_id FROM failing);
