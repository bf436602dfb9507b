-- id: mothers_45_plus_pct
-- title: Deliveries of mothers of 45 and over
-- severity: warning
-- description: Hard rule 4 allows mothers of 25 to 50.
-- unit: % of deliveries
-- high: 1
-- min_rows: 3000
-- source: CDC NVSS births by age of mother, ages 25 to 50: 0.4 %

SELECT
    100.0 * count(*) FILTER (WHERE v.age >= 45) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE
    c.name = 'Childbirth'
    AND v.follow_up_of IS NULL
