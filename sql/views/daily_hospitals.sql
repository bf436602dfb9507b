-- daily_hospitals: Each hospital by local day: arrivals, beds, waits, transfers, ambulances and workload.
-- hospital_id: The hospital.
-- day: The local day.
-- encounters: Patients registered on the day.
-- ed_arrivals: Of these, patients of the emergency department.
-- admissions: Patients admitted.
-- discharges: Admitted patients who left, alive or not.
-- boarded_over_4_hours: Patients whose admission was decided and who then waited over 4 hours for a bed.
-- without_bed: Admitted patients who left on the day and never got a bed.
-- left_unseen: Patients who walked out before a provider saw them.
-- transfers_in: Patients who arrived from another facility.
-- transfers_out: Patients who departed to another facility.
-- ambulance_arrivals: Patients brought by ambulance.
-- diversion_hours: Hours in which ambulances were sent to other hospitals.
-- surgeries: Surgeries that began.
-- nurses: Nurses who began a shift; null without a workforce.
-- doctors: People of medical roles who began a shift; null without a workforce.
-- patients_per_nurse: Mean number of patients of a nurse of a ward in a shift that began on the day.
-- patients_per_provider: The same for providers of the emergency department.

WITH events AS (
    SELECT
        e.hospital_id,
        x.kind,
        (x.at AT TIME ZONE h.time_zone)::date AS day,
        count(*) AS number
    FROM encounters AS e
    CROSS JOIN current_dataset AS d
    JOIN hospitals AS h USING (hospital_id)
    LEFT JOIN ed_stays AS s USING (encounter_id)
    CROSS JOIN
        LATERAL (
            VALUES
            ('encounter', e.registered_at, TRUE),
            ('ed arrival', e.registered_at, s.encounter_id IS NOT NULL),
            ('ambulance', e.registered_at, e.arrival_mode = 'ambulance'),
            ('transfer in', e.registered_at, e.arrival_mode = 'transfer'),
            ('admission', e.admitted_at, TRUE),
            ('discharge', e.left_at, e.admitted_at IS NOT NULL),
            (
                'boarded',
                s.decision_at,
                s.decision = 'admit'
                AND coalesce(s.departed_at, (d.today + 1)::timestamp AT TIME ZONE h.time_zone)
                > s.decision_at + interval '4 hours'
            ),
            ('unseen', s.departed_at, s.decision = 'left without being seen'),
            (
                'no bed',
                e.left_at,
                e.admitted_at IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM bed_stays AS b
                    WHERE b.encounter_id = e.encounter_id
                )
            )
        ) AS x (kind, at, counts)
    WHERE x.counts AND x.at IS NOT NULL
    GROUP BY e.hospital_id, x.kind, (x.at AT TIME ZONE h.time_zone)::date
    UNION ALL
    SELECT
        e.hospital_id,
        'transfer out' AS kind,
        (t.departed_at AT TIME ZONE h.time_zone)::date AS day,
        count(*) AS number
    FROM facility_transfers AS t
    JOIN encounters AS e USING (encounter_id)
    JOIN hospitals AS h USING (hospital_id)
    WHERE t.direction = 'out' AND t.departed_at IS NOT NULL
    GROUP BY e.hospital_id, (t.departed_at AT TIME ZONE h.time_zone)::date
    UNION ALL
    SELECT
        e.hospital_id,
        'surgery' AS kind,
        (s.started_at AT TIME ZONE h.time_zone)::date AS day,
        count(*) AS number
    FROM surgeries AS s
    JOIN encounters AS e USING (encounter_id)
    JOIN hospitals AS h USING (hospital_id)
    WHERE s.started_at IS NOT NULL
    GROUP BY e.hospital_id, (s.started_at AT TIME ZONE h.time_zone)::date
),

numbers AS (
    SELECT
        hospital_id,
        day,
        sum(number) FILTER (WHERE kind = 'encounter') AS encounters,
        sum(number) FILTER (WHERE kind = 'ed arrival') AS ed_arrivals,
        sum(number) FILTER (WHERE kind = 'admission') AS admissions,
        sum(number) FILTER (WHERE kind = 'discharge') AS discharges,
        sum(number) FILTER (WHERE kind = 'boarded') AS boarded_over_4_hours,
        sum(number) FILTER (WHERE kind = 'no bed') AS without_bed,
        sum(number) FILTER (WHERE kind = 'unseen') AS left_unseen,
        sum(number) FILTER (WHERE kind = 'transfer in') AS transfers_in,
        sum(number) FILTER (WHERE kind = 'transfer out') AS transfers_out,
        sum(number) FILTER (WHERE kind = 'ambulance') AS ambulance_arrivals,
        sum(number) FILTER (WHERE kind = 'surgery') AS surgeries
    FROM events
    GROUP BY hospital_id, day
),

diverted AS (
    SELECT
        d.hospital_id,
        x.day::date AS day,
        sum(
            extract(
                EPOCH FROM least(d.ended_at AT TIME ZONE h.time_zone, x.day + interval '1 day')
                - greatest(d.began_at AT TIME ZONE h.time_zone, x.day)
            )
        ) / 3600 AS hours
    FROM diversions AS d
    JOIN hospitals AS h USING (hospital_id)
    CROSS JOIN
        LATERAL generate_series(
            date_trunc('day', d.began_at AT TIME ZONE h.time_zone),
            d.ended_at AT TIME ZONE h.time_zone,
            interval '1 day'
        ) AS x (day)
    WHERE d.ended_at IS NOT NULL
    GROUP BY d.hospital_id, x.day
),

on_shift AS (
    SELECT
        s.hospital_id,
        (s.planned_start AT TIME ZONE h.time_zone)::date AS day,
        count(*) FILTER (WHERE r.is_nurse) AS nurses,
        count(*) FILTER (WHERE r.staff_group = 'medical') AS doctors
    FROM shifts AS s
    JOIN roles AS r USING (role)
    JOIN hospitals AS h ON s.hospital_id = h.hospital_id
    WHERE s.started_at IS NOT NULL
    GROUP BY s.hospital_id, (s.planned_start AT TIME ZONE h.time_zone)::date
),

workload AS (
    SELECT
        s.hospital_id,
        (s.planned_start AT TIME ZONE h.time_zone)::date AS day,
        avg(a.patients) FILTER (WHERE a.act = 'nursing') AS patients_per_nurse,
        avg(a.patients) FILTER (WHERE a.act = 'emergency care') AS patients_per_provider
    FROM (
        SELECT
            shift_id,
            act,
            count(DISTINCT encounter_id) AS patients
        FROM encounter_staff
        WHERE act IN ('nursing', 'emergency care')
        GROUP BY shift_id, act
    ) AS a
    JOIN shifts AS s USING (shift_id)
    JOIN hospitals AS h ON s.hospital_id = h.hospital_id
    GROUP BY s.hospital_id, (s.planned_start AT TIME ZONE h.time_zone)::date
)

SELECT
    n.hospital_id,
    n.day,
    coalesce(n.encounters, 0) AS encounters,
    coalesce(n.ed_arrivals, 0) AS ed_arrivals,
    coalesce(n.admissions, 0) AS admissions,
    coalesce(n.discharges, 0) AS discharges,
    coalesce(n.boarded_over_4_hours, 0) AS boarded_over_4_hours,
    coalesce(n.without_bed, 0) AS without_bed,
    coalesce(n.left_unseen, 0) AS left_unseen,
    coalesce(n.transfers_in, 0) AS transfers_in,
    coalesce(n.transfers_out, 0) AS transfers_out,
    coalesce(n.ambulance_arrivals, 0) AS ambulance_arrivals,
    round(coalesce(d.hours, 0), 1) AS diversion_hours,
    coalesce(n.surgeries, 0) AS surgeries,
    s.nurses,
    s.doctors,
    round(w.patients_per_nurse, 1) AS patients_per_nurse,
    round(w.patients_per_provider, 1) AS patients_per_provider
FROM numbers AS n
LEFT JOIN diverted AS d USING (hospital_id, day)
LEFT JOIN on_shift AS s USING (hospital_id, day)
LEFT JOIN workload AS w USING (hospital_id, day)
