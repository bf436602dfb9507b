-- Patients who are booked for today or tomorrow (local days) and are not in a bed yet.
-- share: how many of those booked get their bed before this time of the day, from the last 56 days.

WITH came AS (
    SELECT
        avg((
            coalesce(s.entered_at, w.as_of) AT TIME ZONE w.time_zone
            < (e.registered_at AT TIME ZONE w.time_zone)::date + (w.as_of AT TIME ZONE w.time_zone)::time
        )::int) AS share
    FROM briefing_as_of AS w
    JOIN encounters AS e
        ON
            w.hospital_id = e.hospital_id
            AND e.registered_at >= w.as_of - interval '56 days'
            AND e.registered_at < w.as_of - interval '24 hours'
            AND e.arrival_mode = 'scheduled'
    LEFT JOIN bed_stays AS s ON e.encounter_id = s.encounter_id AND s.sequence = 1 AND w.as_of > s.entered_at
)

SELECT
    b.service,
    b.planned_for > (w.as_of AT TIME ZONE w.time_zone)::date AS tomorrow,
    coalesce(came.share, 0)::double precision AS share,
    count(*)::int AS patients
FROM briefing_as_of AS w
CROSS JOIN came
JOIN bookings AS b
    ON
        w.hospital_id = b.hospital_id
        AND b.planned_for >= (w.as_of AT TIME ZONE w.time_zone)::date
        AND b.planned_for <= (w.as_of AT TIME ZONE w.time_zone)::date + 1
        AND w.as_of > b.booked_at
LEFT JOIN bed_stays AS s ON b.encounter_id = s.encounter_id AND s.sequence = 1 AND w.as_of > s.entered_at
LEFT JOIN encounters AS e ON b.encounter_id = e.encounter_id AND w.as_of > e.left_at
WHERE s.encounter_id IS NULL AND e.encounter_id IS NULL
GROUP BY b.service, tomorrow, came.share
ORDER BY b.service, tomorrow
