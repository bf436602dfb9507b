-- id: expected_payment_date_mismatches
-- title: Due date that does not follow from the payment plan
-- severity: error
-- description: A Full plan is due 30 days after the bill, an Incremental plan 12 months after it. There are
--   no other plans.

SELECT
    billing_id,
    payment_plan,
    billing_date,
    expected_payment_date
FROM billing
WHERE
    expected_payment_date IS DISTINCT FROM CASE payment_plan
        WHEN 'Full' THEN billing_date + 30
        WHEN 'Incremental' THEN (billing_date + interval '12 months')::date
    END
ORDER BY billing_id
