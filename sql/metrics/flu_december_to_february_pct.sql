-- id: flu_december_to_february_pct
-- title: First visits for flu from December to February
-- severity: warning
-- description: Counts whole seasons of the dataset, from July to June, because seasons differ in size.
-- unit: % of first visits for flu
-- low: 55
-- high: 85
-- min_rows: 1000
-- source: CDC NHSN admissions 2022-26: 72 % of admissions

WITH by_day AS (
    SELECT
        v.date_of_admission AS day,
        count(*) AS visits
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    WHERE
        c.name = 'Flu'
        AND v.follow_up_of IS NULL
    GROUP BY v.date_of_admission
)

SELECT
    100.0 * sum(b.visits) FILTER (WHERE extract(MONTH FROM b.day) IN (12, 1, 2)) / sum(b.visits) AS value,
    sum(b.visits)::bigint AS n
FROM by_day AS b
CROSS JOIN current_dataset AS d
WHERE
    b.day >= date_trunc('year', d.start + interval '6 months - 1 day') + interval '6 months'
    AND b.day < date_trunc('year', d.today - interval '7 months') + interval '6 months'
