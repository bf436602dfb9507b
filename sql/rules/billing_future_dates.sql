-- id: billing_future_dates
-- title: Bill written after today
-- severity: error
-- description: A visit enters the warehouse with its bill, on the day of the bill.

SELECT
    billing_id,
    billing_date
FROM billing
WHERE billing_date > (SELECT d.today FROM current_dataset AS d)
ORDER BY billing_id
