-- id: staff_nurse_vacancy_pct
-- title: Vacant posts of nurses
-- severity: warning
-- description: Full-time equivalents that nobody holds, mean of all days. n counts years of posts.
-- unit: % of posts
-- low: 6.5
-- high: 14
-- min_rows: 500
-- source: published: 9.6 % (NSI 2025)

WITH needed AS (
    SELECT sum(p.fte * (d.today - d.start + 1)) AS days
    FROM posts AS p
    JOIN roles AS r USING (role)
    CROSS JOIN current_dataset AS d
    WHERE r.is_nurse
),

held AS (
    SELECT
        sum(
            e.fte * (least(coalesce(e.valid_to, d.today), d.today) - greatest(e.valid_from, d.start) + 1)
        ) AS days
    FROM employments AS e
    JOIN roles AS r USING (role)
    CROSS JOIN current_dataset AS d
    WHERE
        e.post_id IS NOT NULL
        AND r.is_nurse
        AND e.valid_from <= d.today
        AND coalesce(e.valid_to >= d.start, TRUE)
)

SELECT
    100 * (1 - coalesce(h.days, 0) / nullif(n.days, 0)) AS value,
    coalesce(n.days / 365.25, 0)::bigint AS n
FROM needed AS n
CROSS JOIN held AS h
