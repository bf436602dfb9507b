-- id: payment_before_billing
-- title: Bill paid before it was written
-- severity: error
-- description: Nobody pays a bill that does not exist yet.
-- enforced_by: ck_billing_paid_after_billing

SELECT
    billing_id,
    billing_date,
    actual_payment_date
FROM billing
WHERE actual_payment_date < billing_date
ORDER BY billing_id
