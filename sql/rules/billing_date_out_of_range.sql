-- id: billing_date_out_of_range
-- title: Bill written before the discharge or more than five days after it
-- severity: error
-- description: A hospital writes the bill 0 to 5 days after the discharge.

SELECT
    b.billing_id,
    v.date_of_discharge,
    b.billing_date
FROM billing AS b
JOIN visits AS v USING (visit_id)
WHERE b.billing_date - v.date_of_discharge NOT BETWEEN 0 AND 5
ORDER BY b.visit_id
