-- id: multiple_billings_per_visit
-- title: Visit billed more than once
-- severity: error
-- description: Every visit has one bill. A second bill for the same stay is a duplicate claim.
-- enforced_by: uq_billing_visit_id

SELECT
    visit_id,
    count(*) AS bills
FROM billing
GROUP BY visit_id
HAVING count(*) > 1
ORDER BY visit_id
