-- id: shift_plan_mismatches
-- title: Shift unlike its number, its type or its day
-- severity: error
-- description: The number of a shift says hospital, day and post, and whether it stands in for somebody. The
--   type says when it begins and ends on the clocks of the hospital. A shift is planned up to its day.

WITH dated AS (
    SELECT
        s.shift_id,
        s.hospital_id,
        s.post_id - s.hospital_id * 100000 AS post,
        s.shift_type,
        s.planned_start,
        s.planned_end,
        s.status,
        h.time_zone,
        (s.planned_start AT TIME ZONE h.time_zone)::date AS day
    FROM shifts AS s
    JOIN hospitals AS h USING (hospital_id)
)

SELECT
    s.shift_id,
    s.planned_start,
    s.planned_end,
    s.status
FROM dated AS s
JOIN shift_types AS t USING (shift_type)
CROSS JOIN current_dataset AS d
WHERE
    s.shift_id - s.hospital_id * 10000000000 - (s.day - date '1950-01-01') * 100000::bigint - s.post
    NOT IN (0, 50000)
    OR s.planned_start <> (s.day + t.starts) AT TIME ZONE s.time_zone
    OR s.planned_end <> (s.day + t.starts + t.hours * interval '1 hour') AT TIME ZONE s.time_zone
    OR (s.status = 'planned' AND s.day <= d.today)
    OR (s.status NOT IN ('planned', 'open') AND s.day > d.today)
ORDER BY s.shift_id
