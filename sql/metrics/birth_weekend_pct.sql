-- id: birth_weekend_pct
-- title: Deliveries on Saturday and Sunday
-- severity: warning
-- description: Hospitals plan deliveries on working days.
-- unit: % of deliveries
-- low: 16
-- high: 27
-- min_rows: 1000
-- source: assumption: 11.3 and 9.6 %

SELECT
    100.0 * count(*) FILTER (WHERE extract(ISODOW FROM v.date_of_admission) >= 6)
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE
    c.name = 'Childbirth'
    AND v.follow_up_of IS NULL
