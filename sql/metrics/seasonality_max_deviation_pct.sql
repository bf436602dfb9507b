-- id: seasonality_max_deviation_pct
-- title: First visits by month against the seasons of the place, largest difference
-- severity: warning
-- description: Over the conditions, ages and months of condition_seasons, in whole seasons of flu (in the US
--   from July to June; flu seasons differ in size), from the fourth month of the dataset on. A condition
--   counts from 1,500 first visits on. n counts the first visits.
-- unit: % points
-- high: 5
-- min_rows: 5000
-- source: CDC NHSN admissions 2022-26 (flu, COVID-19); asthma in September quoted; others recalled

WITH flu AS (
    SELECT ((array_agg(s.month ORDER BY s.share DESC))[1] + 5) % 12 AS begins
    FROM condition_seasons AS s
    JOIN conditions AS c USING (condition_id)
    WHERE c.name = 'Flu'
),

by_day AS (
    SELECT
        s.condition_id,
        s.ages,
        v.date_of_admission AS day,
        count(*) AS visits
    FROM visits AS v
    JOIN condition_seasons AS s USING (condition_id)
    WHERE
        v.follow_up_of IS NULL
        AND s.month = 1
        AND (s.ages = 'all' OR (s.ages = 'child') = (v.age < 18))
    GROUP BY s.condition_id, s.ages, v.date_of_admission
),

by_month AS (
    SELECT
        b.condition_id,
        b.ages,
        extract(MONTH FROM b.day)::smallint AS month,
        sum(b.visits) AS visits
    FROM by_day AS b
    CROSS JOIN flu AS f
    CROSS JOIN current_dataset AS d
    WHERE
        b.day >= date_trunc('year', d.start + make_interval(months => 15 - f.begins) - interval '1 day')
        + make_interval(months => f.begins)
        AND b.day < date_trunc('year', d.today - make_interval(months => f.begins + 1))
        + make_interval(months => f.begins)
    GROUP BY b.condition_id, b.ages, extract(MONTH FROM b.day)
),

shares AS (
    SELECT
        condition_id,
        ages,
        month,
        visits,
        100.0 * visits / sum(visits) OVER same_group AS share,
        sum(visits) OVER same_group AS visits_of_group
    FROM by_month
    WINDOW same_group AS (PARTITION BY condition_id, ages)
)

SELECT
    max(abs(s.share - p.share)) AS value,
    sum(s.visits) AS n
FROM shares AS s
JOIN condition_seasons AS p USING (condition_id, ages, month)
WHERE s.visits_of_group >= 1500
