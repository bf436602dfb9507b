-- id: zero_charges
-- title: Bill over nothing
-- severity: error
-- description: Every visit costs something; a bill over zero is a bill that was never filled in.
-- enforced_by: ck_billing_total_charge

SELECT
    billing_id,
    total_charge
FROM billing
WHERE total_charge = 0
ORDER BY billing_id
