-- id: most_frequent_charge_pct
-- title: Bills with the most frequent charge
-- severity: warning
-- description: No amount is on many bills: not even the smallest possible one. Reads the first 20,000
--   patients.
-- unit: % of bills
-- high: 1
-- min_rows: 5000
-- source: assumption

SELECT
    100.0 * max(bills) / nullif(sum(bills), 0) AS value,
    sum(bills) AS n
FROM (
    SELECT count(*) AS bills
    FROM billing
    WHERE patient_id <= 20000
    GROUP BY total_charge
) AS charges
