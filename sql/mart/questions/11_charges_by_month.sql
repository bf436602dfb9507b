-- question: How much do we charge, how much of it is covered, and how much do patients owe, by month?
-- who: CFO
-- chart: Stacked columns of covered and owed, with a line of the bills.

-- Sums by day first: so Postgres looks up 1,800 days, and not all bills.
WITH days AS (
    SELECT
        billed_date,
        count(*) AS bills,
        sum(total_charge_usd) AS total_charge_usd,
        sum(covered_usd) AS covered_usd
    FROM fact_bill
    GROUP BY billed_date
)

SELECT
    d.month_start,
    sum(f.bills) AS bills,
    sum(f.total_charge_usd) AS total_charge_usd,
    sum(f.covered_usd) AS covered_usd,
    sum(f.total_charge_usd - f.covered_usd) AS owed_usd,
    round(100 * sum(f.covered_usd) / sum(f.total_charge_usd), 1) AS covered_pct
FROM days AS f
JOIN dim_date AS d ON f.billed_date = d.date
WHERE d.is_complete_month
GROUP BY d.month_start
ORDER BY d.month_start
