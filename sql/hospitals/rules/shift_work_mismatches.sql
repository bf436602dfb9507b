-- id: shift_work_mismatches
-- title: Work that does not fit the plan of its shift
-- severity: error
-- description: Work begins up to 8 minutes before the planned start, and ends up to 20 minutes after the
--   planned end; then nobody is at work in this shift any more. People on call begin when they are called,
--   within their shift. Only they are on standby.

WITH clocks AS (
    SELECT
        h.hospital_id,
        (d.today + 1)::timestamp AT TIME ZONE h.time_zone AS now_at
    FROM hospitals AS h
    CROSS JOIN current_dataset AS d
)

SELECT
    s.shift_id,
    s.started_at,
    s.ended_at,
    s.status
FROM shifts AS s
JOIN shift_types AS t USING (shift_type)
JOIN clocks AS c USING (hospital_id)
WHERE
    (NOT t.on_call AND s.started_at NOT BETWEEN s.planned_start - interval '8 minutes' AND s.planned_start)
    OR (NOT t.on_call AND s.ended_at NOT BETWEEN s.planned_end AND s.planned_end + interval '20 minutes')
    OR (NOT t.on_call AND s.status = 'at work' AND s.planned_end <= c.now_at - interval '20 minutes')
    OR (t.on_call AND s.started_at NOT BETWEEN s.planned_start AND s.planned_end)
    OR (NOT t.on_call AND s.status = 'standby')
ORDER BY s.shift_id
