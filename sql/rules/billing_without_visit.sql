-- id: billing_without_visit
-- title: Bill for a visit that does not exist
-- severity: error
-- description: Every bill has one visit. A bill without a stay is a false claim.
-- enforced_by: fk_billing_visit_id, fk_billing_patient_id_visit_id

WITH unseen AS MATERIALIZED (
    SELECT DISTINCT b.visit_id
    FROM billing AS b
    LEFT JOIN visits AS v USING (visit_id)
    WHERE v.visit_id IS NULL
)

SELECT
    b.billing_id,
    u.visit_id
FROM unseen AS u
JOIN billing AS b USING (visit_id)
ORDER BY b.billing_id
