-- id: incremental_plan_uninsured_lift_pct
-- title: Incremental plans, uninsured against insured patients
-- severity: warning
-- description: Difference between the shares. Only bills of the same class of charge are compared: below
--   8,000 dollars, from 8,000, from 20,000. A class weighs as much as it has bills of uninsured patients. n
--   counts these bills. Reads the first 20,000 patients.
-- unit: % points
-- low: 10
-- high: 20
-- min_rows: 2000
-- source: reference model: 15 points more

WITH classes AS (
    SELECT
        width_bucket(b.total_charge, ARRAY[8000, 20000]::numeric[]) AS class,
        100.0 * avg((b.payment_plan = 'Incremental')::integer) FILTER (
            WHERE b.insurance_provider_id IS NULL
        ) AS uninsured,
        100.0 * avg((b.payment_plan = 'Incremental')::integer) FILTER (
            WHERE b.insurance_provider_id IS NOT NULL
        ) AS insured,
        count(*) FILTER (WHERE b.insurance_provider_id IS NULL) AS bills
    FROM billing AS b
    WHERE b.patient_id <= 20000
    GROUP BY width_bucket(b.total_charge, ARRAY[8000, 20000]::numeric[])
)

SELECT
    sum((uninsured - insured) * bills) / nullif(sum(bills), 0) AS value,
    sum(bills) AS n
FROM classes
