-- id: uninsured_over_10000_late_paid_lift_pct
-- title: Bills of the uninsured paid late, over 10,000 dollars against below
-- severity: warning
-- description: Difference between the shares of bills paid late. It is about 14 when the extra for large
--   charges acts and 0 when it does not. Only bills of the same condition are compared; each condition
--   weighs as much as it has bills on both sides (large * small / (large + small)). n is the sum of these
--   weights. Counts bills that were due more than 119 days ago.
-- unit: % points
-- low: 6
-- high: 24
-- min_rows: 450
-- source: reference model: Late-Paid +.10, on time -.05, before scaling

WITH by_condition AS (
    SELECT
        avg((b.payment_status = 'Late-Paid')::integer) FILTER (WHERE b.total_charge > 10000) AS large,
        avg((b.payment_status = 'Late-Paid')::integer) FILTER (WHERE b.total_charge <= 10000) AS small,
        1.0 * count(*) FILTER (WHERE b.total_charge > 10000)
        * count(*) FILTER (WHERE b.total_charge <= 10000) / count(*) AS weight
    FROM billing AS b
    JOIN visits AS v USING (visit_id)
    WHERE
        b.insurance_provider_id IS NULL
        AND b.expected_payment_date < (SELECT d.today - 119 FROM current_dataset AS d)
    GROUP BY v.condition_id
    HAVING
        count(*) FILTER (WHERE b.total_charge > 10000) > 0
        AND count(*) FILTER (WHERE b.total_charge <= 10000) > 0
)

SELECT
    100.0 * sum((large - small) * weight) / nullif(sum(weight), 0) AS value,
    round(sum(weight)) AS n
FROM by_condition
