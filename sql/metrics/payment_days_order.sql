-- id: payment_days_order
-- title: Days to payment rise from Medicare to Medicaid, private payers and the uninsured
-- severity: warning
-- description: Medians of the days from billing to payment, by the payer on the day. The value is the
--   smallest ratio of a median to the one before it. Counts bills that were due more than 119 days ago, so
--   late payments have come in. n counts the bills of the smallest group. Reads the first 50,000 patients.
-- unit: ratio
-- low: 1.02
-- min_rows: 2000
-- source: assumption: the order of published days to payment

WITH medians AS (
    SELECT
        coalesce(i.kind, 'uninsured') AS kind,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY b.actual_payment_date - b.billing_date) AS days,
        count(*) AS bills
    FROM billing AS b
    LEFT JOIN insurance_providers AS i USING (insurance_provider_id)
    WHERE
        b.patient_id <= 50000
        AND b.actual_payment_date IS NOT NULL
        AND b.expected_payment_date < (SELECT d.today - 119 FROM current_dataset AS d)
        AND coalesce(i.kind, '') <> 'Military'
    GROUP BY i.kind
),

ratios AS (
    SELECT
        bills,
        days / nullif(lag(days) OVER (
            ORDER BY array_position(ARRAY['Medicare', 'Medicaid', 'Private', 'uninsured'], kind)
        ), 0) AS ratio
    FROM medians
)

SELECT
    min(ratio) AS value,
    min(bills) AS n
FROM ratios
