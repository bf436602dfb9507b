-- id: rest_below_10_hours
-- title: Fewer than 10 hours of rest between two shifts
-- severity: error
-- description: A person rests 10 hours or more between two shifts, hand-overs included, so nobody works by
--   day after a night shift. Shifts to which the person did not come do not count.

WITH people AS (
    SELECT
        shift_id,
        staff_id,
        least(planned_start, started_at) AS begins,
        lag(greatest(planned_end, ended_at)) OVER (
            PARTITION BY staff_id
            ORDER BY planned_start, shift_id
        ) AS last_end
    FROM shifts
    WHERE status NOT IN ('absent', 'open')
)

SELECT
    shift_id,
    staff_id,
    begins,
    last_end
FROM people
WHERE begins < last_end + interval '10 hours'
ORDER BY shift_id
