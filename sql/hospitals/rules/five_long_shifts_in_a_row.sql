-- id: five_long_shifts_in_a_row
-- title: Shifts of 12 hours on five days in a row
-- severity: error
-- description: After four days with shifts of 12 hours, a person has a day without one.

WITH long_shifts AS (
    SELECT
        s.shift_id,
        s.staff_id,
        s.hospital_id,
        s.planned_start,
        lag(s.planned_start, 4) OVER (
            PARTITION BY s.staff_id
            ORDER BY s.planned_start, s.shift_id
        ) AS first_start
    FROM shifts AS s
    JOIN shift_types AS t USING (shift_type)
    WHERE
        s.status NOT IN ('absent', 'open')
        AND t.hours >= 12
        AND NOT t.on_call
)

SELECT
    s.shift_id,
    s.staff_id,
    s.planned_start,
    s.first_start
FROM long_shifts AS s
JOIN hospitals AS h USING (hospital_id)
WHERE (s.planned_start AT TIME ZONE h.time_zone)::date <= (s.first_start AT TIME ZONE h.time_zone)::date + 4
ORDER BY s.shift_id
