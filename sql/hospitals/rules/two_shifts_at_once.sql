-- id: two_shifts_at_once
-- title: Person with two shifts at a time
-- severity: error
-- description: A person has one shift at a time, at one place, planned ones and those on call included.

WITH people AS (
    SELECT
        shift_id,
        staff_id,
        planned_start,
        max(planned_end) OVER (
            PARTITION BY staff_id
            ORDER BY planned_start, shift_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS free_at
    FROM shifts
    WHERE staff_id IS NOT NULL
)

SELECT
    shift_id,
    staff_id,
    planned_start
FROM people
WHERE planned_start < free_at
ORDER BY shift_id
