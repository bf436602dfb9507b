-- id: operations_future
-- title: Something that happened after today
-- severity: error
-- description: Now is the end of today in the hospital's time zone. Only plans lie later: the expected
--   discharge, planned surgeries and bookings, of at most 28 days.

WITH clocks AS (
    SELECT
        h.hospital_id,
        d.today,
        (d.today + 1)::timestamp AT TIME ZONE h.time_zone AS now_at
    FROM hospitals AS h
    CROSS JOIN current_dataset AS d
),

moments AS (
    SELECT
        'encounters' AS table_name,
        encounter_id AS row_id,
        hospital_id,
        greatest(registered_at, admitted_at, ready_at, left_at) AS latest
    FROM encounters
    UNION ALL
    SELECT
        'ed_stays' AS table_name,
        s.encounter_id AS row_id,
        e.hospital_id,
        greatest(
            s.arrived_at, s.triaged_at, s.roomed_at, s.provider_at, s.decision_at, s.departed_at
        ) AS latest
    FROM ed_stays AS s
    JOIN encounters AS e USING (encounter_id)
    UNION ALL
    SELECT
        'bed_stays' AS table_name,
        s.encounter_id AS row_id,
        b.hospital_id,
        greatest(s.entered_at, s.left_at) AS latest
    FROM bed_stays AS s
    JOIN beds AS b USING (bed_id)
    UNION ALL
    SELECT
        'bed_status_periods' AS table_name,
        s.bed_id AS row_id,
        b.hospital_id,
        greatest(s.began_at, s.ended_at) AS latest
    FROM bed_status_periods AS s
    JOIN beds AS b USING (bed_id)
    UNION ALL
    SELECT
        'surgeries' AS table_name,
        s.encounter_id AS row_id,
        e.hospital_id,
        greatest(s.booked_at, s.started_at, s.ended_at, s.cancelled_at) AS latest
    FROM surgeries AS s
    JOIN encounters AS e USING (encounter_id)
    UNION ALL
    SELECT
        'facility_transfers' AS table_name,
        t.encounter_id AS row_id,
        e.hospital_id,
        greatest(t.requested_at, t.answered_at, t.departed_at, t.arrived_at) AS latest
    FROM facility_transfers AS t
    JOIN encounters AS e USING (encounter_id)
    UNION ALL
    SELECT
        'bookings' AS table_name,
        encounter_id AS row_id,
        hospital_id,
        booked_at AS latest
    FROM bookings
    UNION ALL
    SELECT
        'diversions' AS table_name,
        hospital_id AS row_id,
        hospital_id,
        greatest(began_at, ended_at) AS latest
    FROM diversions
    UNION ALL
    SELECT
        'adt_events' AS table_name,
        event_key AS row_id,
        hospital_id,
        recorded_at AS latest
    FROM adt_events
)

SELECT
    m.table_name,
    m.row_id,
    m.latest
FROM moments AS m
JOIN clocks AS c USING (hospital_id)
WHERE m.latest >= c.now_at
ORDER BY m.table_name, m.row_id
