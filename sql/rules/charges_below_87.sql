-- id: charges_below_87
-- title: Charge below 87 dollars
-- severity: error
-- description: Every visit costs at least 87 dollars.

SELECT
    billing_id,
    total_charge
FROM billing
WHERE total_charge < 87
ORDER BY billing_id
