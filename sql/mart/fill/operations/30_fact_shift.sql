-- Shifts up to the dataset's today. A shift that lasts now has worked until the end of today.

INSERT INTO fact_shift (
    shift_id,
    hospital_key,
    unit_key,
    staff_key,
    shift_profile_key,
    shift_date,
    start_hour_key,
    planned_start_at,
    planned_end_at,
    started_at,
    ended_at,
    planned_hours,
    worked_hours,
    overtime_hours,
    agency_hours,
    float_hours,
    sick_hours,
    open_hours,
    is_worked,
    is_absent,
    is_sick,
    is_open,
    is_stand_in,
    is_in_charge
)
WITH zones AS (
    -- now is the end of the dataset's today in the hospital's time zone
    SELECT
        h.hospital_id,
        h.time_zone,
        (c.today + 1)::timestamp AT TIME ZONE h.time_zone AS now_at
    FROM hospitals AS h
    CROSS JOIN current_dataset AS c
),

sick_shifts AS (
    SELECT DISTINCT s.shift_id
    FROM shifts AS s
    JOIN zones AS z USING (hospital_id)
    JOIN absences AS a
        ON
            s.staff_id = a.staff_id
            AND (s.planned_start AT TIME ZONE z.time_zone)::date >= a.first_day
            AND (a.last_day IS NULL OR (s.planned_start AT TIME ZONE z.time_zone)::date <= a.last_day)
    WHERE s.status = 'absent' AND a.kind = 'sickness'
),

-- the profile is one text: of a comparison of four texts, the planner expects far too few rows
days AS (
    SELECT
        s.*,
        s.planned_start AT TIME ZONE z.time_zone AS local_start,
        concat_ws('|', s.shift_type, s.role, coalesce(s.source, 'None'), s.status) AS profile,
        extract(EPOCH FROM s.planned_end - s.planned_start) / 3600 AS planned_hours,
        coalesce(extract(EPOCH FROM coalesce(s.ended_at, z.now_at) - s.started_at) / 3600, 0) AS worked_hours
    FROM shifts AS s
    JOIN zones AS z USING (hospital_id)
    WHERE s.status <> 'planned' AND s.planned_start < z.now_at
)

SELECT
    d.shift_id,
    d.hospital_id AS hospital_key,
    coalesce(d.unit_id, 0) AS unit_key,
    coalesce(v.staff_key, 0) AS staff_key,
    p.shift_profile_key,
    d.local_start::date AS shift_date,
    extract(HOUR FROM d.local_start) AS start_hour_key,
    d.planned_start AS planned_start_at,
    d.planned_end AS planned_end_at,
    d.started_at,
    d.ended_at,
    d.planned_hours,
    d.worked_hours,
    CASE WHEN d.source = 'overtime' THEN d.worked_hours ELSE 0 END AS overtime_hours,
    CASE WHEN d.source = 'agency' THEN d.worked_hours ELSE 0 END AS agency_hours,
    CASE WHEN d.source = 'float' THEN d.worked_hours ELSE 0 END AS float_hours,
    CASE WHEN k.shift_id IS NOT NULL THEN d.planned_hours ELSE 0 END AS sick_hours,
    CASE WHEN d.status = 'open' THEN d.planned_hours ELSE 0 END AS open_hours,
    d.started_at IS NOT NULL AS is_worked,
    d.status = 'absent' AS is_absent,
    k.shift_id IS NOT NULL AS is_sick,
    d.status = 'open' AS is_open,
    d.shift_id % 100000 >= 50000 AS is_stand_in,
    d.in_charge AS is_in_charge
FROM days AS d
JOIN dim_shift_profile AS p
    ON d.profile = concat_ws('|', p.shift_type, p.shift_role, p.shift_source, p.shift_status)
LEFT JOIN dim_staff AS v
    ON
        d.staff_id = v.staff_id
        AND d.local_start::date >= v.valid_from
        AND (v.valid_to IS NULL OR d.local_start::date < v.valid_to)
LEFT JOIN sick_shifts AS k ON d.shift_id = k.shift_id
