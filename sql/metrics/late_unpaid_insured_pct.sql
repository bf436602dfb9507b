-- id: late_unpaid_insured_pct
-- title: Bills of insured patients that are Late-Unpaid
-- severity: warning
-- description: Share of all bills. Bills that are not due yet count too.
-- unit: % of bills
-- low: 2
-- high: 25
-- min_rows: 2000
-- source: reference model: 5 to 22 % by condition, times 0.9

SELECT
    100.0 * count(*) FILTER (WHERE payment_status = 'Late-Unpaid') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM billing
WHERE insurance_provider_id IS NOT NULL
