-- id: flu_season_ratio
-- title: Largest against smallest flu season
-- severity: warning
-- description: First visits of seasons from July to June that lie within the dataset. Logarithms are drawn
--   together by what chance alone would give, so seasons of equal size have about 1. It needs two seasons. n
--   counts the first visits.
-- unit: ratio
-- low: 1.05
-- high: 2.4
-- min_rows: 4000
-- source: assumption: seasons differ by a factor of 0.65 to 1.5

WITH by_day AS (
    SELECT
        date_of_admission AS day,
        count(*) AS visits
    FROM visits
    WHERE
        follow_up_of IS NULL
        AND condition_id = (
            SELECT c.condition_id FROM conditions AS c
            WHERE c.name = 'Flu'
        )
    GROUP BY date_of_admission
),

seasons AS (
    SELECT
        extract(YEAR FROM b.day - interval '6 months') AS season,
        sum(b.visits) AS visits
    FROM by_day AS b
    CROSS JOIN current_dataset AS d
    WHERE
        b.day >= date_trunc('year', d.start + interval '6 months - 1 day') + interval '6 months'
        AND b.day < date_trunc('year', d.today + 1 - interval '6 months') + interval '6 months'
    GROUP BY extract(YEAR FROM b.day - interval '6 months')
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
