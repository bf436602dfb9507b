-- id: billing_unique_ids
-- title: Bill number used more than once
-- severity: error
-- description: Nobody can pay or dispute a bill whose number means two bills.
-- enforced_by: pk_billing

SELECT
    billing_id,
    count(*) AS bills
FROM billing
GROUP BY billing_id
HAVING count(*) > 1
ORDER BY billing_id
