-- id: late_unpaid_uninsured_ratio
-- title: Unpaid bills, uninsured against insured
-- severity: warning
-- description: Share of settled bills that stayed unpaid; n counts the settled bills of the uninsured. Read
--   on the first 20,000 patients.
-- unit: ratio
-- low: 1.2
-- high: 2.2
-- min_rows: 1000
-- source: reference model: 1.5 against 0.9, so 1.67 before scaling

SELECT
    avg((b.payment_status = 'Late-Unpaid')::integer) FILTER (WHERE p.insurance_provider_id IS NULL)
    / nullif(
        avg((b.payment_status = 'Late-Unpaid')::integer) FILTER (WHERE p.insurance_provider_id IS NOT NULL), 0
    ) AS value,
    count(*) FILTER (WHERE p.insurance_provider_id IS NULL) AS n
FROM billing AS b
JOIN patients AS p USING (patient_id)
WHERE
    b.patient_id <= 20000
    AND b.expected_payment_date < (SELECT d.today - 119 FROM current_dataset AS d)
