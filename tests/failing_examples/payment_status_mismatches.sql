-- implies: billing_date_out_of_range

-- an unpaid bill that is not due yet is Late-Unpaid; another one that is due today is too, which is right
CREATE TEMPORARY TABLE failing AS
SELECT min(billing_id) AS billing_id
FROM billing
WHERE payment_status = 'In-progress';
UPDATE billing SET payment_status = 'Late-Unpaid' WHERE billing_id = (SELECT billing_id FROM failing);
UPDATE billing
SET
    billing_date = d.today - 30,
    payment_plan = 'Full',
    expected_payment_date = d.today,
    actual_payment_date = NULL,
    payment_status = 'Late-Unpaid'
FROM current_dataset AS d
WHERE billing_id = (
    SELECT max(b.billing_id)
    FROM billing AS b
    WHERE
        b.billing_date < d.today - 30
        AND b.billing_id <> (SELECT failing.billing_id FROM failing)
        AND b.billing_id IN (SELECT max(l.billing_id) FROM billing AS l GROUP BY l.patient_id)
);
