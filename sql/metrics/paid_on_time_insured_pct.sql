-- id: paid_on_time_insured_pct
-- title: Due bills of insured patients that were paid on time
-- severity: warning
-- description: The reference draws Paid on time with .45, Late-Unpaid and Late-Paid by condition, and
--   leaves the rest In-progress. A due bill cannot be In-progress, so the three shares are scaled up: about
--   64 % are paid on time. Reads the first 20,000 patients.
-- unit: % of due bills
-- low: 54
-- high: 74
-- min_rows: 2000
-- source: reference model: .45, of which a due bill cannot be In-progress

SELECT
    100.0 * count(*) FILTER (WHERE payment_status = 'Paid') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM billing
WHERE
    patient_id <= 20000
    AND insurance_provider_id IS NOT NULL
    AND expected_payment_date <= (SELECT d.today FROM current_dataset AS d)
