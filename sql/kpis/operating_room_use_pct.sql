-- id: operating_room_use_pct
-- topic: Beds and wards
-- title: Use of the operating rooms in working hours
-- unit: %
-- formula: Working hours are 7:00 to 17:00 local time from Monday to Friday, also on holidays, as far as
--   they lie in the window. Sum of the overlaps of surgeries (started_at to ended_at) with the working
--   hours / (working hours x beds of kind 'room' of the hospital) x 100. A surgery without ended_at, or
--   with one at or after the end of the window, lasts until the end of the window.
-- denominator: surgeries that overlap with the working hours
-- source: published formula: operating room utilization; no bands
-- good: none
-- reads: beds, encounters, surgeries
-- min_n: 20

WITH sessions AS (
    SELECT
        w.window_id,
        w.hospital_id,
        greatest((x.day + interval '7 hours') AT TIME ZONE w.time_zone, w.began_at) AS began_at,
        least((x.day + interval '17 hours') AT TIME ZONE w.time_zone, w.ended_at) AS ended_at
    FROM kpi_windows AS w
    CROSS JOIN
        LATERAL generate_series(
            date_trunc('day', w.began_at AT TIME ZONE w.time_zone),
            w.ended_at AT TIME ZONE w.time_zone,
            interval '1 day'
        ) AS x (day)
    WHERE extract(ISODOW FROM x.day) <= 5
),

session_hours AS (
    SELECT
        window_id,
        sum(extract(EPOCH FROM ended_at - began_at)) AS seconds
    FROM sessions
    WHERE ended_at > began_at
    GROUP BY window_id
),

uses AS (
    SELECT
        s.window_id,
        u.encounter_id,
        u.sequence,
        sum(extract(EPOCH FROM least(u.ended_at, s.ended_at) - greatest(u.started_at, s.began_at))) AS seconds
    FROM sessions AS s
    JOIN surgeries AS u
        ON
            s.ended_at > u.started_at
            AND s.ended_at > s.began_at
            AND (u.ended_at IS NULL OR s.began_at < u.ended_at)
    JOIN encounters AS e
        ON
            u.encounter_id = e.encounter_id
            AND s.hospital_id = e.hospital_id
    GROUP BY s.window_id, u.encounter_id, u.sequence
),

used AS (
    SELECT
        window_id,
        sum(seconds) AS seconds,
        count(*) AS surgeries
    FROM uses
    GROUP BY window_id
),

rooms AS (
    SELECT
        hospital_id,
        count(*) AS number
    FROM beds
    WHERE kind = 'room'
    GROUP BY hospital_id
)

SELECT
    w.window_id,
    NULL::integer AS department_id,
    (100 * coalesce(u.seconds, 0) / (h.seconds * r.number))::double precision AS value,
    coalesce(u.surgeries, 0) AS n
FROM kpi_windows AS w
LEFT JOIN session_hours AS h USING (window_id)
LEFT JOIN used AS u USING (window_id)
LEFT JOIN rooms AS r USING (hospital_id)
