-- Everybody who is in a bed of a ward now, with what is known now. expected_on: the day of discharge as named
-- by now.

SELECT
    e.encounter_id,
    b.unit_id,
    u.name AS unit,
    b.room || '-' || b.label AS bed,
    c.name AS condition,
    e.admitted_at,
    extract(EPOCH FROM w.as_of - e.admitted_at)::double precision / 3600 AS hours,
    CASE
        WHEN e.ready_at < w.as_of THEN extract(EPOCH FROM w.as_of - e.ready_at)::double precision / 3600
    END AS ready_hours,
    x.expected_discharge_on AS expected_on,
    x.expected_discharge_on - (w.as_of AT TIME ZONE w.time_zone)::date AS days_to_go
FROM briefing_as_of AS w
JOIN encounters AS e
    ON
        w.hospital_id = e.hospital_id
        AND e.registered_at >= w.as_of - interval '100 days'
        AND w.as_of > e.registered_at
        AND w.as_of > e.admitted_at
        AND (e.left_at IS NULL OR w.as_of <= e.left_at)
JOIN bed_stays AS s
    ON
        e.encounter_id = s.encounter_id
        AND w.as_of > s.entered_at
        AND (s.left_at IS NULL OR w.as_of <= s.left_at)
JOIN beds AS b USING (bed_id)
JOIN units AS u USING (unit_id)
LEFT JOIN conditions AS c USING (condition_id)
LEFT JOIN
    LATERAL (
        SELECT a.expected_discharge_on
        FROM adt_events AS a
        WHERE a.encounter_id = e.encounter_id AND a.update = 'expected discharge' AND a.recorded_at < w.as_of
        ORDER BY a.occurred_at DESC, a.event_key DESC
        LIMIT 1
    ) AS x
    ON TRUE
WHERE u.care_level NOT IN ('emergency', 'operating')
ORDER BY e.encounter_id
