-- implies: billing_date_out_of_range

-- the last bills of two patients: one is written tomorrow, one today, which is allowed
CREATE TEMPORARY TABLE chosen AS
SELECT max(billing_id) AS billing_id, row_number() OVER (ORDER BY max(billing_id) DESC) AS place
FROM billing
GROUP BY patient_id
ORDER BY 1 DESC
LIMIT 2;
CREATE TEMPORARY TABLE failing AS SELECT billing_id FROM chosen WHERE place = 1;
UPDATE billing AS b
SET
    billing_date = d.today + 2 - chosen.place::integer,
    payment_plan = 'Full',
    expected_payment_date = d.today + 32 - chosen.place::integer,
    actual_payment_date = NULL,
    payment_status = 'In-progress'
FROM chosen
CROSS JOIN current_dataset AS d
WHERE b.billing_id = chosen.billing_id;
