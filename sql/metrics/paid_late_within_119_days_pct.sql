-- id: paid_late_within_119_days_pct
-- title: Bills paid late, up to 119 days after they were due
-- severity: warning
-- description: Whatever is not paid by then stays unpaid. Read on the first 50,000 patients.
-- unit: % of bills paid late
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
    patient_id <= 50000
    AND payment_status = 'Late-Paid'
