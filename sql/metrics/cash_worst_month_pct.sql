-- id: cash_worst_month_pct
-- title: Payments by month, smallest against the mean
-- severity: warning
-- description: Dollars that patients paid, at the prices of origin, by month of payment, from the 18th
--   month of the dataset, when bills of all plans and ages are open, to the last whole month. A month
--   without payments would be far below the mean. Judged in windows of three years or more. Reads the
--   bills of 50,000 to 100,000 patients and an equal share of the newcomers; n counts their payments.
-- unit: % of the mean
-- low: 60
-- high: 100
-- min_rows: 100000
-- source: assumption: a hospital in steady state

WITH paid AS (
    SELECT
        date_trunc('month', b.actual_payment_date::timestamp) AS month,
        sum(b.patient_responsibility_amount / p.price) AS dollars,
        count(*) AS payments
    FROM billing AS b
    CROSS JOIN current_dataset AS d
    JOIN price_index AS p ON p.month = date_trunc('month', b.actual_payment_date::timestamp)
    WHERE b.patient_id % greatest(1, (d.config ->> 'patients')::bigint / 50000) = 0
    GROUP BY date_trunc('month', b.actual_payment_date::timestamp)
),

months AS (
    SELECT
        coalesce(p.dollars, 0) AS dollars,
        coalesce(p.payments, 0) AS payments
    FROM current_dataset AS d
    JOIN price_index AS m
        ON
            m.month >= date_trunc('month', d.start + interval '18 months')
            AND m.month < date_trunc('month', d.today::timestamp)
    LEFT JOIN paid AS p ON m.month = p.month
    WHERE
        d.today - d.start >= 3 * 365
        AND d.config ->> 'population' = 'us'
)

SELECT
    100 * min(dollars) / nullif(avg(dollars), 0) AS value,
    coalesce(sum(payments), 0) AS n
FROM months
