-- question: How does the mix of payers change over the years?
-- who: CFO
-- chart: 100 % area or 100 % columns by kind of payer.

SELECT
    d.year,
    p.payer_kind,
    count(*) AS visits,
    round(100 * count(*) / sum(count(*)) OVER (PARTITION BY d.year), 1) AS visits_pct
FROM fact_visit AS f
JOIN dim_date AS d ON f.admission_date = d.date
JOIN dim_payer AS p USING (payer_key)
GROUP BY d.year, p.payer_kind
ORDER BY d.year, p.payer_kind
