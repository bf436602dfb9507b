-- id: flu_fullest_months_pct
-- title: First visits for flu in the three fullest months of its season
-- severity: warning
-- description: The months are those of condition_seasons: December to February in the US. Counts whole
--   seasons of the dataset, because seasons differ in size. A season begins half a year after the fullest
--   month.
-- unit: % of first visits for flu
-- low: 55
-- high: 85
-- min_rows: 1000
-- source: CDC NHSN admissions 2022-26: 72 % of admissions

WITH flu AS (
    SELECT
        s.condition_id,
        (array_agg(s.month ORDER BY s.share DESC))[1:3] AS fullest,
        ((array_agg(s.month ORDER BY s.share DESC))[1] + 5) % 12 AS begins
    FROM condition_seasons AS s
    JOIN conditions AS c USING (condition_id)
    WHERE c.name = 'Flu'
    GROUP BY s.condition_id
),

by_day AS (
    SELECT
        v.date_of_admission AS day,
        count(*) AS visits
    FROM visits AS v
    WHERE
        v.condition_id = (SELECT f.condition_id FROM flu AS f)
        AND v.follow_up_of IS NULL
    GROUP BY v.date_of_admission
)

SELECT
    100.0 * sum(b.visits) FILTER (WHERE extract(MONTH FROM b.day) = any(f.fullest)) / sum(b.visits) AS value,
    sum(b.visits)::bigint AS n
FROM by_day AS b
CROSS JOIN flu AS f
CROSS JOIN current_dataset AS d
WHERE
    b.day >= date_trunc('year', d.start + make_interval(months => 12 - f.begins) - interval '1 day')
    + make_interval(months => f.begins)
    AND b.day < date_trunc('year', d.today - make_interval(months => f.begins + 1))
    + make_interval(months => f.begins)
