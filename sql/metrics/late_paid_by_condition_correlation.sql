-- id: late_paid_by_condition_correlation
-- title: Late payments follow their condition
-- severity: warning
-- description: Correlation, over conditions, between the condition's base probability of a late payment and
--   the share of late payments among all payments. Counts payments of privately insured patients, because
--   kinds of payer differ, for bills that were due more than 119 days ago, and conditions with at least 300
--   of them. n counts the payments. Reads the first 40,000 patients.
-- unit: correlation
-- low: 0.8
-- high: 1
-- min_rows: 30000
-- source: reference model: late-paid probability by condition

WITH by_condition AS (
    SELECT
        c.late_paid_base,
        avg((b.payment_status = 'Late-Paid')::integer) AS late_paid,
        count(*) AS payments
    FROM billing AS b
    JOIN visits USING (visit_id)
    JOIN conditions AS c USING (condition_id)
    JOIN insurance_providers AS i ON b.insurance_provider_id = i.insurance_provider_id
    WHERE
        b.patient_id <= 40000
        AND i.kind = 'Private'
        AND b.actual_payment_date IS NOT NULL
        AND b.expected_payment_date < (SELECT d.today - 119 FROM current_dataset AS d)
    GROUP BY c.condition_id
    HAVING count(*) >= 300
)

SELECT
    corr(late_paid, late_paid_base) AS value,
    sum(payments) AS n
FROM by_condition
