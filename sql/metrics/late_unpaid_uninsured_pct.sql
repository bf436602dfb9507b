-- id: late_unpaid_uninsured_pct
-- title: Bills of uninsured patients that are Late-Unpaid
-- severity: warning
-- description: Share of all bills. Bills that are not due yet count too.
-- unit: % of bills
-- low: 4
-- high: 40
-- min_rows: 1000
-- source: reference model: 5 to 22 % by condition, times 1.5

SELECT
    100.0 * count(*) FILTER (WHERE payment_status = 'Late-Unpaid') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM billing
WHERE insurance_provider_id IS NULL
