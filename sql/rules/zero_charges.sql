-- id: zero_charges
-- title: Bill of zero dollars
-- severity: error
-- description: Every visit costs something. A bill of zero dollars was never filled in.

SELECT
    billing_id,
    total_charge
FROM billing
WHERE total_charge = 0
ORDER BY billing_id
