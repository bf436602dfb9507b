-- id: paid_within_5_days_of_due_pct
-- title: Bills paid in time, 0 to 5 days before they were due
-- severity: warning
-- description: People pay when they have to. Read on the first 50,000 patients.
-- unit: % of bills paid in time
-- low: 95
-- high: 100
-- min_rows: 1000
-- source: reference model

SELECT
    100.0 * count(*) FILTER (WHERE expected_payment_date - actual_payment_date <= 5)
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM billing
WHERE
    patient_id <= 50000
    AND payment_status = 'Paid'
