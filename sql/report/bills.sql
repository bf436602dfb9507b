-- Bills by month, kind of payer and status, with their sums in US dollars.

WITH sums AS (
    -- sums of whole cents are exact in bigint, and much faster than sums of numeric
    SELECT
        b.billing_date - extract(DAY FROM b.billing_date)::integer + 1 AS month,
        b.insurance_provider_id,
        b.payment_status,
        count(*) AS bills,
        sum((b.total_charge * 100)::bigint) AS charged,
        sum((b.insurance_coverage_amount * 100)::bigint) AS covered
    FROM billing AS b
    GROUP BY
        b.billing_date - extract(DAY FROM b.billing_date)::integer + 1,
        b.insurance_provider_id,
        b.payment_status
)

SELECT
    s.month,
    coalesce(i.kind, 'Self-pay') AS payer,
    s.payment_status AS status,
    sum(s.bills)::bigint AS bills,
    (sum(s.charged) / 100)::double precision AS charged_usd,
    (sum(s.covered) / 100)::double precision AS covered_usd
FROM sums AS s
LEFT JOIN insurance_providers AS i USING (insurance_provider_id)
GROUP BY s.month, coalesce(i.kind, 'Self-pay'), s.payment_status
ORDER BY s.month, payer, status
