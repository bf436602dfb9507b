-- id: mothers_age_max_deviation_pct
-- title: Ages of mothers against the published ages, largest difference
-- severity: warning
-- description: Over 5 bands of age inside 25 to 50, the ages that hard rule 4 allows.
-- unit: % points
-- high: 4
-- min_rows: 4000
-- source: CDC NVSS births by age of mother, ages 25 to 50

WITH published (youngest, oldest, share) AS (
    VALUES
    (25, 29, 34.6), (30, 34, 39.2), (35, 39, 21.3), (40, 44, 4.5), (45, 50, 0.4)
),

by_age AS (
    SELECT
        v.age,
        count(*) AS deliveries
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    WHERE
        c.name = 'Childbirth'
        AND v.follow_up_of IS NULL
    GROUP BY v.age
),

total AS (
    SELECT sum(deliveries) AS deliveries FROM by_age
),

bands AS (
    SELECT
        (
            SELECT 100.0 * coalesce(sum(b.deliveries), 0) FROM by_age AS b
            WHERE b.age BETWEEN p.youngest AND p.oldest
        ) / t.deliveries - p.share AS difference
    FROM published AS p
    CROSS JOIN total AS t
)

SELECT
    max(abs(b.difference)) AS value,
    (SELECT t.deliveries FROM total AS t) AS n
FROM bands AS b
