-- id: vacancy_pct
-- topic: Staff
-- title: Vacant posts
-- unit: %
-- formula: Posts without an employment valid on the last local date of the window (valid_from <= date <=
--   valid_to or no valid_to), in % of all posts. The last local date is that of the last moment before
--   the end of the window. Posts without a department count for the hospital only.
-- denominator: posts
-- source: published: 9.6 % of posts of registered nurses (NSI); amber and red own
-- good: low
-- reads: employments, posts
-- min_n: 20
-- amber: 15
-- red: 20

WITH windows AS (
    SELECT
        window_id,
        hospital_id,
        ((ended_at - interval '1 microsecond') AT TIME ZONE time_zone)::date AS day
    FROM kpi_windows
),

held AS (
    SELECT DISTINCT
        w.window_id,
        e.post_id
    FROM windows AS w
    JOIN employments AS e
        ON
            w.hospital_id = e.hospital_id
            AND w.day >= e.valid_from
            AND (e.valid_to IS NULL OR w.day <= e.valid_to)
    WHERE e.post_id IS NOT NULL
)

SELECT
    w.window_id,
    p.department_id,
    (
        100.0 * count(p.post_id) FILTER (WHERE h.post_id IS NULL) / nullif(count(p.post_id), 0)
    )::double precision AS value,
    count(p.post_id) AS n
FROM windows AS w
LEFT JOIN posts AS p USING (hospital_id)
LEFT JOIN held AS h
    ON
        w.window_id = h.window_id
        AND p.post_id = h.post_id
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, p.department_id))
HAVING grouping(p.department_id) = 1 OR p.department_id IS NOT NULL
