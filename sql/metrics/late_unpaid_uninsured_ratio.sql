-- id: late_unpaid_uninsured_ratio
-- title: Odds of an unpaid bill, uninsured against insured
-- severity: warning
-- description: The Mantel-Haenszel odds ratio over conditions. A bill that is not paid on time is paid late
--   or never; the value compares the odds of never between uninsured and insured patients. It is about 1.67
--   when insurance acts and 1 when it does not. Counts bills of up to 10,000 dollars that were due more than
--   119 days ago. n counts the bills of uninsured patients. Reads the first 50,000 patients.
-- unit: ratio
-- low: 1.3
-- high: 2.1
-- min_rows: 1200
-- source: reference model: 1.5 against 0.9

WITH by_condition AS (
    SELECT
        count(*) FILTER (
            WHERE b.insurance_provider_id IS NULL AND b.payment_status = 'Late-Unpaid'
        ) AS uninsured_unpaid,
        count(*) FILTER (
            WHERE b.insurance_provider_id IS NULL AND b.payment_status = 'Late-Paid'
        ) AS uninsured_paid,
        count(*) FILTER (
            WHERE b.insurance_provider_id IS NOT NULL AND b.payment_status = 'Late-Unpaid'
        ) AS insured_unpaid,
        count(*) FILTER (
            WHERE b.insurance_provider_id IS NOT NULL AND b.payment_status = 'Late-Paid'
        ) AS insured_paid,
        count(*)::float8 AS bills
    FROM billing AS b
    JOIN visits AS v USING (visit_id)
    WHERE
        b.patient_id <= 50000
        AND b.payment_status IN ('Late-Paid', 'Late-Unpaid')
        AND b.total_charge <= 10000
        AND b.expected_payment_date < (SELECT d.today - 119 FROM current_dataset AS d)
    GROUP BY v.condition_id
)

SELECT
    sum(uninsured_unpaid * insured_paid / bills)
    / nullif(sum(uninsured_paid * insured_unpaid / bills), 0) AS value,
    sum(uninsured_unpaid + uninsured_paid) AS n
FROM by_condition
