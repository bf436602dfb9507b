-- id: flu_season_ratio
-- title: Largest against smallest flu season
-- severity: warning
-- description: First visits of seasons that lie within the dataset, in the US from July to June: a season
--   begins half a year after the fullest month of condition_seasons. Logarithms are drawn together by what
--   chance alone would give, so seasons of equal size have about 1. It needs two seasons. n counts the first
--   visits.
-- unit: ratio
-- low: 1.05
-- high: 2.4
-- min_rows: 4000
-- source: assumption: seasons differ by a factor of 0.65 to 1.5

WITH flu AS (
    SELECT
        s.condition_id,
        ((array_agg(s.month ORDER BY s.share DESC))[1] + 5) % 12 AS begins
    FROM condition_seasons AS s
    JOIN conditions AS c USING (condition_id)
    WHERE c.name = 'Flu'
    GROUP BY s.condition_id
),

by_day AS (
    SELECT
        date_of_admission AS day,
        count(*) AS visits
    FROM visits
    WHERE
        follow_up_of IS NULL
        AND condition_id = (SELECT f.condition_id FROM flu AS f)
    GROUP BY date_of_admission
),

seasons AS (
    SELECT
        extract(YEAR FROM b.day - make_interval(months => f.begins)) AS season,
        sum(b.visits) AS visits
    FROM by_day AS b
    CROSS JOIN flu AS f
    CROSS JOIN current_dataset AS d
    WHERE
        b.day >= date_trunc('year', d.start + make_interval(months => 12 - f.begins) - interval '1 day')
        + make_interval(months => f.begins)
        AND b.day < date_trunc('year', d.today + 1 - make_interval(months => f.begins))
        + make_interval(months => f.begins)
    GROUP BY extract(YEAR FROM b.day - make_interval(months => f.begins))
),

spread AS (
    SELECT
        max(ln(visits)) - min(ln(visits)) AS range,
        var_samp(ln(visits)) AS variance,
        avg(1.0 / visits) AS chance,
        sum(visits) AS visits
    FROM seasons
    HAVING count(*) > 1
)

SELECT
    (
        SELECT exp(s.range * sqrt(greatest(s.variance - s.chance, 0) / nullif(s.variance, 0)))
        FROM spread AS s
    ) AS value,
    (SELECT s.visits FROM spread AS s) AS n
