-- Days from the bill to the payment of bills that were due in full after 30 days, by kind of payer: one row
-- for each number of days; null: not paid by today. Bills of the last half year are left out, as the slow
-- payments of these are still to come.

WITH counts AS (
    -- groups of integers are counted much faster than groups of texts
    SELECT
        insurance_provider_id,
        actual_payment_date - billing_date AS days,
        count(*) AS bills
    FROM billing
    WHERE
        payment_plan = 'Full'
        -- most bills are that old, so this is written in a way that no index can serve: one scan is faster
        AND (SELECT d.today FROM current_dataset AS d) - billing_date > 180
    GROUP BY insurance_provider_id, actual_payment_date - billing_date
)

SELECT
    coalesce(i.kind, 'Self-pay') AS payer,
    c.days,
    sum(c.bills)::bigint AS bills
FROM counts AS c
LEFT JOIN insurance_providers AS i USING (insurance_provider_id)
GROUP BY coalesce(i.kind, 'Self-pay'), c.days
ORDER BY payer, days
