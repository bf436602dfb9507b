-- id: absence_winter_ratio
-- title: Sickness: five months of winter against the others
-- severity: warning
-- description: New sicknesses of a day. The middle of winter is the month with most flu of
--   condition_seasons: January in the US. n counts those of winter.
-- unit: ratio
-- low: 1.1
-- high: 1.5
-- min_rows: 1500
-- source: published: 1.3

WITH flu AS (
    SELECT (array_agg(s.month ORDER BY s.share DESC))[1] AS middle
    FROM condition_seasons AS s
    JOIN conditions AS c USING (condition_id)
    WHERE c.name = 'Flu'
),

days AS (
    SELECT
        x.day::date AS day,
        (extract(MONTH FROM x.day)::integer - f.middle + 14) % 12 <= 4 AS winter
    FROM current_dataset AS d
    CROSS JOIN flu AS f
    CROSS JOIN generate_series(d.start::timestamp, d.today::timestamp, interval '1 day') AS x (day)
),

began AS (
    SELECT
        first_day,
        count(*) AS number
    FROM absences
    WHERE kind = 'sickness'
    GROUP BY first_day
)

SELECT
    avg(coalesce(b.number, 0)) FILTER (WHERE d.winter)
    / nullif(avg(coalesce(b.number, 0)) FILTER (WHERE NOT d.winter), 0) AS value,
    coalesce(sum(b.number) FILTER (WHERE d.winter), 0)::bigint AS n
FROM days AS d
LEFT JOIN began AS b ON d.day = b.first_day
