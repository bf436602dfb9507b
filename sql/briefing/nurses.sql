-- Shifts of unit nurses that reach into the next 24 hours, as they were known now.
--
-- Known ahead: who works by the plan, and who comes from the float pool. Not known: sickness that begins
-- later, and who stands in for the sick (shift_id % 100000 >= 50000). A stand-in from another unit was
-- planned in the own unit. The rows do not say when overtime or an agency filled a shift, so such a shift
-- counts as one to cover.
-- state: on duty, planned, sick (planned, but sick now), to cover

WITH shifts_ahead AS (
    SELECT
        s.shift_id,
        s.staff_id,
        s.unit_id,
        s.planned_start,
        s.planned_end,
        s.started_at,
        s.ended_at,
        s.source,
        w.as_of,
        s.shift_id % 100000 >= 50000 AS stands_in,
        (s.planned_start AT TIME ZONE w.time_zone)::date AS day,
        ((w.as_of - interval '1 second') AT TIME ZONE w.time_zone)::date AS known_day
    FROM briefing_as_of AS w
    JOIN units AS u USING (hospital_id)
    JOIN shifts AS s
        ON
            u.unit_id = s.unit_id
            AND s.planned_start >= w.as_of - interval '24 hours'
            AND s.planned_start < w.as_of + interval '24 hours'
            AND w.as_of < s.planned_end
    JOIN posts AS p ON s.post_id = p.post_id AND p.team IN ('ward nurses', 'emergency nurses')
),

own_units AS (
    SELECT
        a.shift_id,
        p.unit_id
    FROM shifts_ahead AS a
    JOIN employments AS e
        ON a.staff_id = e.staff_id AND a.day >= e.valid_from AND (e.valid_to IS NULL OR a.day <= e.valid_to)
    JOIN posts AS p ON e.post_id = p.post_id
    WHERE a.stands_in AND a.source = 'float' AND a.planned_start >= a.as_of
),

known AS (
    SELECT
        a.staff_id,
        a.known_day,
        a.planned_start,
        a.planned_end,
        CASE WHEN o.shift_id IS NOT NULL THEN o.unit_id ELSE a.unit_id END AS unit_id,
        CASE
            WHEN a.planned_start < a.as_of AND a.started_at < a.as_of THEN 'on duty'
            WHEN a.planned_start < a.as_of THEN 'absent'
            WHEN a.source IN ('own', 'float') THEN 'planned'
            ELSE 'to cover'
        END AS state
    FROM shifts_ahead AS a
    LEFT JOIN own_units AS o USING (shift_id)
    WHERE
        CASE
            WHEN a.planned_start < a.as_of THEN a.ended_at IS NULL OR a.ended_at >= a.as_of
            ELSE NOT a.stands_in OR a.source = 'float'
        END
)

SELECT
    k.unit_id,
    greatest(ceil(extract(EPOCH FROM k.planned_start - w.as_of) / 3600), 0)::int AS first_hour,
    least(floor(extract(EPOCH FROM k.planned_end - w.as_of) / 3600), 24)::int AS last_hour,
    CASE WHEN k.state = 'planned' AND x.staff_id IS NOT NULL THEN 'sick' ELSE k.state END AS state,
    count(*)::int AS nurses
FROM briefing_as_of AS w
CROSS JOIN known AS k
LEFT JOIN absences AS x
    ON
        k.staff_id = x.staff_id
        AND x.kind = 'sickness'
        AND k.known_day >= x.first_day
        AND (x.last_day IS NULL OR k.known_day <= x.last_day)
WHERE k.state <> 'absent' AND k.unit_id IS NOT NULL
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
