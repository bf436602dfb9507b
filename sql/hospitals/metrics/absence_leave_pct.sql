-- id: absence_leave_pct
-- title: Leave of nurses
-- severity: warning
-- description: Days of leave against days of work, weighted by full-time equivalents, so that it is a
--   share of hours. Leave of one or two days is from shifts of 12 hours: each is 7 / 3 days of a full-time
--   nurse. n counts spells of leave.
-- unit: % of hours
-- low: 6.5
-- high: 10.5
-- min_rows: 1000
-- source: published: 8 to 9 %

WITH away AS (
    SELECT
        sum(
            CASE
                WHEN a.last_day < a.first_day + 2 THEN (a.last_day - a.first_day + 1) * 7.0 / 3
                ELSE e.fte * (least(a.last_day, d.today) - a.first_day + 1)
            END
        ) AS days,
        count(*) AS spells
    FROM absences AS a
    JOIN employments AS e
        ON
            a.staff_id = e.staff_id
            AND a.first_day >= e.valid_from
            AND a.first_day <= coalesce(e.valid_to, 'infinity')
    JOIN roles AS r USING (role)
    CROSS JOIN current_dataset AS d
    WHERE
        a.kind = 'leave'
        AND a.first_day <= d.today
        AND r.is_nurse
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
        AND e.valid_from <= d.today
        AND coalesce(e.valid_to >= d.start, TRUE)
        AND r.is_nurse
)

SELECT
    100 * coalesce(a.days, 0) / nullif(h.days, 0) AS value,
    a.spells AS n
FROM away AS a
CROSS JOIN held AS h
