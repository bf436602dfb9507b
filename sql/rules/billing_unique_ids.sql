-- id: billing_unique_ids
-- title: Bill number used more than once
-- severity: error
-- description: A bill number that means two bills cannot be paid or disputed.
-- enforced_by: pk_billing

SELECT
    billing_id,
    count(*) AS bills
FROM billing
GROUP BY billing_id
HAVING count(*) > 1
ORDER BY billing_id
