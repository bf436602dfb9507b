-- id: coverage_by_payer_pct
-- title: Share of the charge that is covered: Medicaid above Medicare above private payers
-- severity: warning
-- description: Difference between the means of Medicaid and of private payers. It is 0 if the mean of
--   Medicare is not between them. n counts the bills of Medicaid, the smallest of the three. Reads the first
--   20,000 patients.
-- unit: % points
-- low: 10
-- min_rows: 1000
-- source: assumption: inside the ranges of the reference model

WITH bills AS (
    SELECT
        i.kind,
        avg(b.insurance_coverage_amount / b.total_charge) AS covered,
        count(*) AS bills
    FROM billing AS b
    JOIN insurance_providers AS i USING (insurance_provider_id)
    WHERE b.patient_id <= 20000
    GROUP BY i.kind
),

kinds AS (
    SELECT
        max(covered) FILTER (WHERE kind = 'Medicaid') AS medicaid,
        max(covered) FILTER (WHERE kind = 'Medicare') AS medicare,
        max(covered) FILTER (WHERE kind = 'Private') AS private,
        sum(bills) FILTER (WHERE kind = 'Medicaid') AS bills
    FROM bills
)

SELECT
    100.0 * CASE WHEN medicare NOT BETWEEN private AND medicaid THEN 0 ELSE medicaid - private END AS value,
    bills AS n
FROM kinds
