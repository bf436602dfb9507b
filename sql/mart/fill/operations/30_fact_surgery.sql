-- Surgeries up to the dataset's today. The surgeon is the person of the act 'surgery' that began with it,
-- as of the day of the shift, which is in the number of the shift.

INSERT INTO fact_surgery (
    surgery_id,
    encounter_id,
    patient_key,
    hospital_key,
    unit_key,
    room_key,
    treatment_key,
    surgeon_key,
    surgery_profile_key,
    planned_date,
    planned_hour_key,
    started_date,
    booked_at,
    planned_at,
    started_at,
    ended_at,
    cancelled_at,
    booked_ahead_hours,
    late_minutes,
    surgery_minutes,
    is_done,
    is_cancelled
)
WITH surgeons AS (
    SELECT
        a.encounter_id,
        a.began_at,
        v.staff_key
    FROM encounter_staff AS a
    JOIN dim_staff AS v
        ON
            a.staff_id = v.staff_id
            AND v.valid_from <= date '1950-01-01' + (a.shift_id / 100000 % 100000)::integer
            AND (
                v.valid_to IS NULL
                OR v.valid_to > date '1950-01-01' + (a.shift_id / 100000 % 100000)::integer
            )
    WHERE a.act = 'surgery'
)

SELECT
    s.encounter_id * 100 + s.sequence AS surgery_id,
    s.encounter_id,
    e.patient_id AS patient_key,
    e.hospital_id AS hospital_key,
    coalesce(r.unit_id, 0) AS unit_key,
    coalesce(s.room_id, 0) AS room_key,
    t.treatment_id AS treatment_key,
    coalesce(g.staff_key, 0) AS surgeon_key,
    p.surgery_profile_key,
    (s.planned_at AT TIME ZONE h.time_zone)::date AS planned_date,
    extract(HOUR FROM s.planned_at AT TIME ZONE h.time_zone) AS planned_hour_key,
    (s.started_at AT TIME ZONE h.time_zone)::date AS started_date,
    s.booked_at,
    s.planned_at,
    s.started_at,
    s.ended_at,
    s.cancelled_at,
    extract(EPOCH FROM s.planned_at - s.booked_at) / 3600 AS booked_ahead_hours,
    extract(EPOCH FROM s.started_at - s.planned_at) / 60 AS late_minutes,
    extract(EPOCH FROM s.ended_at - s.started_at) / 60 AS surgery_minutes,
    s.ended_at IS NOT NULL AS is_done,
    s.cancelled_at IS NOT NULL AS is_cancelled
FROM surgeries AS s
JOIN encounters AS e USING (encounter_id)
JOIN hospitals AS h USING (hospital_id)
CROSS JOIN current_dataset AS c
JOIN treatments AS t ON s.procedure = t.name
-- one comparison of texts: of three, the planner expects far too few rows
JOIN dim_surgery_profile AS p
    ON
        concat_ws(
            '|',
            s.urgency,
            CASE
                WHEN s.cancelled_at IS NOT NULL THEN 'cancelled'
                WHEN s.ended_at IS NOT NULL THEN 'done'
                WHEN s.started_at IS NOT NULL THEN 'under way'
                ELSE 'waiting'
            END,
            coalesce(s.cancel_reason, 'None')
        )
        = concat_ws('|', p.urgency, p.surgery_status, p.cancel_reason)
LEFT JOIN beds AS r ON s.room_id = r.bed_id
LEFT JOIN surgeons AS g ON s.encounter_id = g.encounter_id AND s.started_at = g.began_at
WHERE (s.planned_at AT TIME ZONE h.time_zone)::date <= c.today
