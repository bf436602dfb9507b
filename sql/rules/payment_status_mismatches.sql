-- id: payment_status_mismatches
-- title: Payment status that does not follow from the dates
-- severity: error
-- description: A bill paid by its due date is Paid, and a bill paid later is Late-Paid. An unpaid bill is
--   In-progress before its due date, and Late-Unpaid from then on. A CHECK holds all but the last
--   difference, which depends on today.

SELECT
    b.billing_id,
    b.payment_status,
    b.expected_payment_date,
    b.actual_payment_date,
    d.today
FROM billing AS b
CROSS JOIN current_dataset AS d
WHERE
    b.payment_status <> CASE
        WHEN b.actual_payment_date <= b.expected_payment_date THEN 'Paid'
        WHEN b.actual_payment_date IS NOT NULL THEN 'Late-Paid'
        WHEN b.expected_payment_date > d.today THEN 'In-progress'
        ELSE 'Late-Unpaid'
    END
ORDER BY b.billing_id
