-- question: What is overdue, and for how long?
-- who: CFO
-- chart: Ageing bars, one for each range of days, by kind of payer.

WITH overdue AS (
    SELECT
        payer_key,
        CASE
            WHEN days_overdue <= 30 THEN '1 to 30 days'
            WHEN days_overdue <= 60 THEN '31 to 60 days'
            WHEN days_overdue <= 90 THEN '61 to 90 days'
            WHEN days_overdue <= 180 THEN '91 to 180 days'
            WHEN days_overdue <= 365 THEN '181 to 365 days'
            ELSE 'over 365 days'
        END AS overdue_for,
        min(days_overdue) AS shortest_days,
        count(*) AS bills,
        sum(open_usd) AS open_usd
    FROM fact_bill
    WHERE days_overdue > 0
    GROUP BY payer_key, overdue_for
)

SELECT
    o.overdue_for,
    p.payer_kind,
    sum(o.bills) AS bills,
    sum(o.open_usd) AS open_usd
FROM overdue AS o
JOIN dim_payer AS p USING (payer_key)
GROUP BY o.overdue_for, p.payer_kind
ORDER BY min(min(o.shortest_days)) OVER (PARTITION BY o.overdue_for), p.payer_kind
