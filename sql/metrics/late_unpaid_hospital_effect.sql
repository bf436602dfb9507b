-- id: late_unpaid_hospital_effect
-- title: Unpaid bills follow the hospital's late-payment multiplier
-- severity: warning
-- description: The value says how fast the share of unpaid bills grows with the hospital's multiplier,
--   relative to the mean share. It is about 0.8 when the multiplier acts and about 0 when it does not.
--   Only bills of the same condition are compared, so the mix of conditions cannot fake the effect. Counts
--   bills of insured patients that were due more than 119 days ago. One hospital alone has no value. Reads
--   the first 20,000 patients.
-- unit: slope
-- low: 0.5
-- high: 1.1
-- min_rows: 20000
-- source: reference model: base times the hospital's multiplier

WITH bills AS (
    SELECT
        v.condition_id,
        c.late_unpaid_base,
        h.late_payment_multiplier,
        c.late_unpaid_base * h.late_payment_multiplier AS expected,
        (b.payment_status = 'Late-Unpaid')::integer AS unpaid
    FROM billing AS b
    JOIN visits AS v USING (visit_id)
    JOIN conditions AS c USING (condition_id)
    JOIN hospitals AS h USING (hospital_id)
    WHERE
        b.patient_id <= 20000
        AND b.insurance_provider_id IS NOT NULL
        AND b.expected_payment_date < (SELECT d.today - 119 FROM current_dataset AS d)
),

by_condition AS (
    SELECT
        regr_sxy(unpaid, expected) AS sxy,
        regr_sxx(unpaid, expected) AS sxx,
        sum(late_unpaid_base) AS base,
        sum(unpaid) AS unpaid,
        count(*) AS bills
    FROM bills
    GROUP BY condition_id
    HAVING min(late_payment_multiplier) < max(late_payment_multiplier)
)

SELECT
    sum(sxy) / sum(sxx) * sum(base)::float8 / nullif(sum(unpaid), 0) AS value,
    sum(bills) AS n
FROM by_condition
