-- id: late_unpaid_by_condition_correlation
-- title: Unpaid bills follow their condition
-- severity: warning
-- description: Correlation, over conditions, between the condition's base probability and the share of
--   unpaid bills. Counts bills of insured patients that were due more than 119 days ago, and conditions
--   with at least 500 of them. n counts the bills. Reads the first 20,000 patients.
-- unit: correlation
-- low: 0.8
-- high: 1
-- min_rows: 30000
-- source: reference model: late-unpaid probability by condition

WITH by_condition AS (
    SELECT
        c.late_unpaid_base,
        avg((b.payment_status = 'Late-Unpaid')::integer) AS late_unpaid,
        count(*) AS bills
    FROM billing AS b
    JOIN visits USING (visit_id)
    JOIN conditions AS c USING (condition_id)
    WHERE
        b.patient_id <= 20000
        AND b.insurance_provider_id IS NOT NULL
        AND b.expected_payment_date < (SELECT d.today - 119 FROM current_dataset AS d)
    GROUP BY c.condition_id
    HAVING count(*) >= 500
)

SELECT
    corr(late_unpaid, late_unpaid_base) AS value,
    sum(bills) AS n
FROM by_condition
