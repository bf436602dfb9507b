-- id: seasonality_max_deviation_pct
-- title: First visits by month against the published seasons, largest difference
-- severity: warning
-- description: Over six seasonal conditions and twelve months, in whole years from July to June (flu seasons
--   differ in size), from the fourth month of the dataset on. Asthma counts for children only, who have a
--   season of their own. A condition counts from 1,500 first visits on. n counts the first visits.
-- unit: % points
-- high: 5
-- min_rows: 5000
-- source: CDC NHSN admissions 2022-26 (flu, COVID-19); asthma in September quoted; others recalled

WITH published (name, shares) AS (
    VALUES
    ('Flu', ARRAY[26.6, 22.3, 9.5, 3.5, 1.5, 1.1, 0.8, 0.7, 0.9, 1.6, 8.0, 23.5]),
    ('COVID-19', ARRAY[15.9, 12.2, 8.7, 5.2, 3.5, 3.1, 4.2, 8.9, 13.1, 6.2, 7.3, 11.7]),
    ('Pneumonia', ARRAY[11.5, 10.5, 10.3, 8.8, 7.8, 6.8, 6.4, 6.3, 6.8, 7.6, 8.0, 9.2]),
    ('Allergies', ARRAY[4.5, 5.0, 9.5, 14.5, 14.0, 9.0, 6.0, 8.5, 11.5, 8.0, 5.0, 4.5]),
    ('Asthma', ARRAY[7.5, 7.6, 8.0, 8.6, 8.6, 5.9, 4.0, 5.3, 16.3, 11.0, 9.3, 7.9]),
    ('Childbirth', ARRAY[8.1, 7.5, 8.3, 8.0, 8.3, 8.3, 8.8, 9.0, 8.7, 8.5, 8.1, 8.4])
),

by_day AS (
    SELECT
        c.name,
        v.date_of_admission AS day,
        count(*) AS visits
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    WHERE
        v.follow_up_of IS NULL
        AND c.name IN (SELECT p.name FROM published AS p)
        AND (c.name <> 'Asthma' OR v.age < 18)
    GROUP BY c.name, v.date_of_admission
),

by_month AS (
    SELECT
        b.name,
        extract(MONTH FROM b.day)::integer AS calendar_month,
        sum(b.visits) AS visits
    FROM by_day AS b
    CROSS JOIN current_dataset AS d
    WHERE
        b.day >= date_trunc('year', d.start + interval '9 months - 1 day') + interval '6 months'
        AND b.day < date_trunc('year', d.today - interval '7 months') + interval '6 months'
    GROUP BY b.name, extract(MONTH FROM b.day)
),

shares AS (
    SELECT
        name,
        calendar_month,
        visits,
        100.0 * visits / sum(visits) OVER (PARTITION BY name) AS share,
        sum(visits) OVER (PARTITION BY name) AS visits_of_condition
    FROM by_month
),

totals AS (
    SELECT
        p.name,
        (SELECT sum(t.share) FROM unnest(p.shares) AS t (share)) AS total
    FROM published AS p
)

SELECT
    max(abs(s.share - 100 * p.shares[s.calendar_month] / t.total)) AS value,
    sum(s.visits) AS n
FROM shares AS s
JOIN published AS p USING (name)
JOIN totals AS t USING (name)
WHERE s.visits_of_condition >= 1500
