-- id: uninsured_over_10000_late_paid_lift_pct
-- title: Bills of the uninsured paid late, over 10,000 dollars against below
-- severity: warning
-- description: The difference within each condition, weighted by its bills over 10,000 dollars; n counts
--   these. Over settled bills (due more than 119 days ago).
-- unit: % points
-- low: 4
-- high: 20
-- min_rows: 300
-- source: reference model: Late-Paid +.10, on time -.05, before scaling

WITH by_condition AS (
    SELECT
        avg((b.payment_status = 'Late-Paid')::integer) FILTER (WHERE b.total_charge > 10000) AS large,
        avg((b.payment_status = 'Late-Paid')::integer) FILTER (WHERE b.total_charge <= 10000) AS small,
        count(*) FILTER (WHERE b.total_charge > 10000) AS large_bills
    FROM billing AS b
    JOIN patients AS p USING (patient_id)
    JOIN visits AS v USING (visit_id)
    WHERE
        p.insurance_provider_id IS NULL
        AND b.expected_payment_date < (SELECT d.today - 119 FROM current_dataset AS d)
    GROUP BY v.condition_id
    HAVING
        count(*) FILTER (WHERE b.total_charge > 10000) > 0
        AND count(*) FILTER (WHERE b.total_charge <= 10000) > 0
)

SELECT
    100.0 * sum((large - small) * large_bills) / nullif(sum(large_bills), 0) AS value,
    sum(large_bills) AS n
FROM by_condition
