-- id: absence_sickness_pct
-- title: Sickness
-- severity: warning
-- description: Days of sickness against days of work, weighted by full-time equivalents, so that it is a
--   share of hours. n counts sicknesses.
-- unit: % of hours
-- low: 3.2
-- high: 4.8
-- min_rows: 1000
-- source: published: 3.5 to 4.5 %

WITH away AS (
    SELECT
        sum(e.fte * (least(coalesce(a.last_day, d.today), d.today) - a.first_day + 1)) AS days,
        count(*) AS spells
    FROM absences AS a
    JOIN employments AS e
        ON
            a.staff_id = e.staff_id
            AND a.first_day >= e.valid_from
            AND a.first_day <= coalesce(e.valid_to, 'infinity')
    CROSS JOIN current_dataset AS d
    WHERE
        a.kind = 'sickness'
        AND a.first_day <= d.today
),

held AS (
    SELECT
        sum(
            e.fte * (least(coalesce(e.valid_to, d.today), d.today) - greatest(e.valid_from, d.start) + 1)
        ) AS days
    FROM employments AS e
    CROSS JOIN current_dataset AS d
    WHERE
        e.post_id IS NOT NULL
        AND e.valid_from <= d.today
        AND coalesce(e.valid_to >= d.start, TRUE)
)

SELECT
    100 * coalesce(a.days, 0) / nullif(h.days, 0) AS value,
    a.spells AS n
FROM away AS a
CROSS JOIN held AS h
