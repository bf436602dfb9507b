-- id: charges_below_87
-- title: Charge below 87 dollars
-- severity: error
-- description: 87 dollars is the least that any visit costs.
-- enforced_by: ck_billing_total_charge

SELECT
    billing_id,
    total_charge
FROM billing
WHERE total_charge < 87
ORDER BY billing_id
