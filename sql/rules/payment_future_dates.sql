-- id: payment_future_dates
-- title: Payment after today
-- severity: error
-- description: A payment enters the warehouse on its day.

SELECT
    billing_id,
    actual_payment_date
FROM billing
WHERE actual_payment_date > (SELECT d.today FROM current_dataset AS d)
ORDER BY billing_id
