-- question: How many days does it take until patients of each payer pay their part?
-- who: CFO
-- chart: Quantile dots: P10, P50 and P90 in one row for each payer.

-- Counts by day give the same quantiles as all bills in order, and Postgres counts in parallel. Of bills that
-- are not due yet, only fast payers have paid, and they would make all look fast: they do not count.
WITH days AS (
    SELECT
        payer_key,
        days_to_pay,
        count(*) AS bills
    FROM fact_bill
    WHERE
        is_paid AND due_date <= (
            SELECT max(date) FROM dim_date
            WHERE NOT is_after_today
        )
    GROUP BY payer_key, days_to_pay
),

ranked AS (
    SELECT
        payer_key,
        days_to_pay,
        sum(bills) OVER (PARTITION BY payer_key ORDER BY days_to_pay) AS bills_up_to_here,
        sum(bills) OVER (PARTITION BY payer_key) AS bills
    FROM days
)

SELECT
    p.payer_kind,
    p.payer_name,
    max(r.bills) AS paid_bills,
    min(r.days_to_pay) FILTER (WHERE r.bills_up_to_here >= 0.1 * r.bills) AS p10_days,
    min(r.days_to_pay) FILTER (WHERE r.bills_up_to_here >= 0.5 * r.bills) AS median_days,
    min(r.days_to_pay) FILTER (WHERE r.bills_up_to_here >= 0.9 * r.bills) AS p90_days
FROM ranked AS r
JOIN dim_payer AS p USING (payer_key)
GROUP BY p.payer_kind, p.payer_name
ORDER BY median_days, p.payer_name
