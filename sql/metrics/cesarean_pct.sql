-- id: cesarean_pct
-- title: Deliveries by cesarean section
-- severity: warning
-- description: Cesarean sections among first childbirth visits.
-- unit: % of deliveries
-- low: 25
-- high: 39
-- min_rows: 1400
-- source: NCHS natality: 32 %, recalled

SELECT
    100.0 * count(*) FILTER (WHERE t.name = 'Cesarean Section') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
JOIN treatments AS t USING (treatment_id)
WHERE
    c.name = 'Childbirth'
    AND v.follow_up_of IS NULL
