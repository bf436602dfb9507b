-- id: absence_shift_mismatches
-- title: Shift of somebody who is absent, or absent without an absence
-- severity: error
-- description: Who is on leave or sick has no shifts on these days, but those that were theirs when the
--   sickness came; the status of these is absent.

WITH days AS (
    SELECT DISTINCT
        a.staff_id,
        n.at::date AS day
    FROM absences AS a
    CROSS JOIN current_dataset AS d
    CROSS JOIN generate_series(a.first_day, coalesce(a.last_day, d.today), interval '1 day') AS n (at)
)

SELECT
    s.shift_id,
    s.staff_id,
    s.planned_start,
    s.status
FROM shifts AS s
JOIN hospitals AS h USING (hospital_id)
LEFT JOIN days AS d
    ON
        s.staff_id = d.staff_id
        AND (s.planned_start AT TIME ZONE h.time_zone)::date = d.day
WHERE (s.status = 'absent') <> (d.day IS NOT NULL)
ORDER BY s.shift_id
