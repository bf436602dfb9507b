-- question: What do a usual and an expensive visit for each condition cost (median and P90)?
-- who: CFO
-- chart: Dot range from median to P90, one row for each condition, on a log scale.

-- Counts by whole dollar give the quantiles to the dollar, without a sort of all bills.
WITH dollars AS (
    SELECT
        condition_key,
        total_charge_usd::integer AS charge_usd,
        count(*) AS bills
    FROM fact_bill
    GROUP BY condition_key, charge_usd
),

ranked AS (
    SELECT
        condition_key,
        charge_usd,
        sum(bills) OVER (PARTITION BY condition_key ORDER BY charge_usd) AS bills_up_to_here,
        sum(bills) OVER (PARTITION BY condition_key) AS bills
    FROM dollars
)

SELECT
    c.condition_name,
    max(r.bills) AS bills,
    min(r.charge_usd) FILTER (WHERE r.bills_up_to_here >= 0.5 * r.bills) AS median_charge_usd,
    min(r.charge_usd) FILTER (WHERE r.bills_up_to_here >= 0.9 * r.bills) AS p90_charge_usd
FROM ranked AS r
JOIN dim_condition AS c USING (condition_key)
GROUP BY c.condition_name
ORDER BY median_charge_usd DESC, c.condition_name ASC
