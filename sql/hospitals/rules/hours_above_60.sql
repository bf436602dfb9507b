-- id: hours_above_60
-- title: More than 60 hours of work in 7 days
-- severity: error
-- description: A person works 60 hours at most in any 7 days. Time on call counts only from the call on.
--   What goes on after the planned end of a shift does not count: a long surgery cannot be planned.

WITH work AS (
    SELECT
        s.shift_id,
        s.staff_id,
        coalesce(s.started_at, s.planned_start) AS begins,
        least(s.ended_at, s.planned_end) AS ends
    FROM shifts AS s
    JOIN shift_types AS t USING (shift_type)
    WHERE
        s.status IN ('at work', 'worked')
        OR (s.status = 'planned' AND NOT t.on_call)
),

-- The most work is in those days that begin with a shift. The last shift may end after them.
weeks AS (
    SELECT
        shift_id,
        staff_id,
        begins,
        sum(extract(EPOCH FROM ends - begins)) OVER next_days AS seconds,
        extract(EPOCH FROM max(ends) OVER next_days - begins) - 168 * 3600 AS after_week
    FROM work
    WINDOW next_days AS (
        PARTITION BY staff_id
        ORDER BY begins
        RANGE BETWEEN CURRENT ROW AND INTERVAL '168 hours' FOLLOWING
    )
)

SELECT
    shift_id,
    staff_id,
    seconds / 3600 AS hours
FROM weeks
WHERE seconds - greatest(after_week, 0) > 60 * 3600
ORDER BY shift_id
