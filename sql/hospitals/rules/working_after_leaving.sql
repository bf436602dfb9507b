-- id: working_after_leaving
-- title: Shift of somebody who is not employed on its day
-- severity: error
-- description: Nobody has a shift before the first or after the last day of an employment.

SELECT
    s.shift_id,
    s.staff_id,
    s.planned_start
FROM shifts AS s
JOIN hospitals AS h USING (hospital_id)
LEFT JOIN employments AS e
    ON
        s.staff_id = e.staff_id
        AND (s.planned_start AT TIME ZONE h.time_zone)::date >= e.valid_from
        AND ((s.planned_start AT TIME ZONE h.time_zone)::date <= e.valid_to) IS NOT FALSE
WHERE
    s.staff_id IS NOT NULL
    AND e.staff_id IS NULL
ORDER BY s.shift_id
