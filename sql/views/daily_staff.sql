-- daily_staff: What each person did on each day at work: one row for a person and a local day.
-- hospital_id: The hospital.
-- staff_id: The person.
-- name: First and last name.
-- role: The role of the shift.
-- unit: Name of the unit; null for people who work for several units.
-- day: Local day on which the shift began.
-- shift_type: Type of the shift.
-- source: own, float, overtime or agency.
-- hours: Hours worked.
-- encounters: Encounters that the person did something for.
-- acts: What the person did: rows of encounter_staff.

SELECT
    s.hospital_id,
    s.staff_id,
    p.first_name || ' ' || p.last_name AS name,
    s.role,
    u.name AS unit,
    (s.planned_start AT TIME ZONE h.time_zone)::date AS day,
    s.shift_type,
    s.source,
    round(extract(EPOCH FROM s.ended_at - s.started_at) / 3600, 1) AS hours,
    coalesce(a.encounters, 0) AS encounters,
    coalesce(a.acts, 0) AS acts
FROM shifts AS s
JOIN staff AS p USING (staff_id)
JOIN hospitals AS h ON s.hospital_id = h.hospital_id
LEFT JOIN units AS u ON s.unit_id = u.unit_id
LEFT JOIN LATERAL (
    SELECT
        count(DISTINCT e.encounter_id) AS encounters,
        count(*) AS acts
    FROM encounter_staff AS e
    WHERE
        e.staff_id = s.staff_id
        AND e.shift_id = s.shift_id
        AND e.began_at >= s.planned_start
        AND e.began_at < s.planned_end
) AS a ON TRUE
WHERE s.started_at IS NOT NULL
