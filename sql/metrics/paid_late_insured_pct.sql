-- id: paid_late_insured_pct
-- title: Bills of insured patients that were paid late
-- severity: warning
-- description: Counts bills that were due more than 119 days ago, so all late payments have come in. Reads
--   the first 20,000 patients.
-- unit: % of these bills
-- low: 10
-- high: 30
-- min_rows: 2000
-- source: reference model: .08 to .25 by condition, scaled up

SELECT
    100.0 * count(*) FILTER (WHERE b.payment_status = 'Late-Paid') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM billing AS b
JOIN patients AS p USING (patient_id)
WHERE
    b.patient_id <= 20000
    AND p.insurance_provider_id IS NOT NULL
    AND b.expected_payment_date < (SELECT d.today - 119 FROM current_dataset AS d)
