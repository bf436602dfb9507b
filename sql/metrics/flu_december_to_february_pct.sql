-- id: flu_december_to_february_pct
-- title: Flu visits from December to February
-- severity: warning
-- description: Follow-ups come weeks later, so the share of visits is lower than the share of admissions in
--   the source. Counts whole calendar years of the dataset.
-- unit: % of flu visits
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
    WHERE c.name = 'Flu'
    GROUP BY v.date_of_admission
)

SELECT
    100.0 * sum(b.visits) FILTER (WHERE extract(MONTH FROM b.day) IN (12, 1, 2)) / sum(b.visits) AS value,
    sum(b.visits)::bigint AS n
FROM by_day AS b
CROSS JOIN current_dataset AS d
WHERE
    b.day >= date_trunc('year', d.start + interval '1 year - 1 day')
    AND b.day < date_trunc('year', d.today - interval '1 month')
