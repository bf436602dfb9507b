-- id: young_bypass_pct
-- title: Bypass operations of patients under 40
-- severity: warning
-- description: Blocked arteries take decades. A flat share of adults under 65 would give 24 %.
-- unit: % of bypass operations
-- high: 6
-- min_rows: 1000
-- source: assumption: heart disease begins under 40 in 4 % of its patients

SELECT
    100.0 * count(*) FILTER (WHERE age < 40) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits
WHERE
    treatment_id = (
        SELECT t.treatment_id FROM treatments AS t
        WHERE t.name = 'Bypass Surgery'
    )
