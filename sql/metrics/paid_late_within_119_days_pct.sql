-- id: paid_late_within_119_days_pct
-- title: Late payments up to 119 days after the due date
-- severity: warning
-- description: Bills that are not paid by then stay unpaid. Reads the first 20,000 patients.
-- unit: % of late payments
-- low: 99.5
-- high: 100
-- min_rows: 1000
-- source: reference model: late 1-119 days after

SELECT
    100.0 * count(*) FILTER (WHERE actual_payment_date - expected_payment_date <= 119)
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM billing
WHERE
    patient_id <= 20000
    AND payment_status = 'Late-Paid'
