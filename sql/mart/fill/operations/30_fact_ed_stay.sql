-- Stays in emergency departments. The reason of boarding comes from the state of the ward that the patient
-- got, in the hour in which the admission was decided.

INSERT INTO fact_ed_stay (
    encounter_id,
    visit_id,
    patient_key,
    hospital_key,
    unit_key,
    awaited_unit_key,
    station_key,
    provider_key,
    condition_key,
    complaint_key,
    ed_profile_key,
    boarding_reason_key,
    arrived_date,
    arrived_hour_key,
    departed_date,
    arrived_at,
    triaged_at,
    roomed_at,
    provider_at,
    decision_at,
    departed_at,
    early_warning_score,
    triage_minutes,
    room_minutes,
    provider_minutes,
    decision_minutes,
    stay_minutes,
    boarding_minutes,
    is_here,
    is_seen,
    is_left_unseen,
    is_admitted,
    is_boarded_over_4_hours
)
WITH zones AS (
    SELECT
        h.hospital_id,
        h.time_zone,
        min(u.unit_id) AS ed_unit_id
    FROM hospitals AS h
    JOIN units AS u USING (hospital_id)
    WHERE u.care_level = 'emergency'
    GROUP BY h.hospital_id, h.time_zone
),

-- A patient can have several providers, one after the other. Who acts after midnight began the shift on the
-- day before. The number of a shift holds its day.
first_acts AS (
    SELECT DISTINCT ON (encounter_id)
        encounter_id,
        staff_id,
        date '1950-01-01' + (shift_id / 100000 % 100000)::integer AS day
    FROM encounter_staff
    WHERE act = 'emergency care'
    ORDER BY encounter_id, began_at
),

providers AS (
    SELECT
        f.encounter_id,
        v.staff_key
    FROM first_acts AS f
    JOIN dim_staff AS v
        ON
            f.staff_id = v.staff_id
            AND f.day >= v.valid_from
            AND (v.valid_to IS NULL OR f.day < v.valid_to)
),

waits AS (
    SELECT
        s.encounter_id,
        d.unit_id,
        date_bin('1 hour', s.decision_at, timestamptz '2000-01-01 00:00:00+00') AS hour
    FROM ed_stays AS s
    JOIN bed_stays AS b ON s.encounter_id = b.encounter_id AND b.sequence = 1
    JOIN beds AS d USING (bed_id)
    WHERE s.decision = 'admit'
),

-- wards in which a bed waited for cleaning or was cleaned when the hour began
hours_of_cleaning AS (
    SELECT DISTINCT
        d.unit_id,
        x.hour
    FROM bed_status_periods AS p
    JOIN beds AS d USING (bed_id)
    CROSS JOIN
        LATERAL generate_series(
            date_bin('1 hour', p.began_at, timestamptz '2000-01-01 00:00:00+00') + interval '1 hour',
            p.ended_at,
            interval '1 hour'
        ) AS x (hour)
    WHERE p.status IN ('dirty', 'cleaning') AND x.hour < p.ended_at
),

reasons AS (
    SELECT
        w.encounter_id,
        w.unit_id,
        CASE
            WHEN h.census IS NULL THEN 6
            WHEN h.census >= u.beds THEN 1
            WHEN h.census >= h.staffed_beds THEN 2
            WHEN c.unit_id IS NOT NULL THEN 3
            ELSE 4
        END AS boarding_reason_key
    FROM waits AS w
    JOIN units AS u USING (unit_id)
    LEFT JOIN unit_hours AS h ON w.unit_id = h.unit_id AND w.hour = h.hour
    LEFT JOIN hours_of_cleaning AS c ON w.unit_id = c.unit_id AND w.hour = c.hour
)

SELECT
    s.encounter_id,
    e.visit_id,
    e.patient_id AS patient_key,
    e.hospital_id AS hospital_key,
    z.ed_unit_id AS unit_key,
    coalesce(r.unit_id, 0) AS awaited_unit_key,
    coalesce(s.station_id, 0) AS station_key,
    coalesce(v.staff_key, 0) AS provider_key,
    coalesce(e.condition_id, 0) AS condition_key,
    coalesce(e.complaint_id, 0) AS complaint_key,
    p.ed_profile_key,
    CASE WHEN s.decision = 'admit' THEN coalesce(r.boarding_reason_key, 5) ELSE 0 END AS boarding_reason_key,
    (s.arrived_at AT TIME ZONE z.time_zone)::date AS arrived_date,
    extract(HOUR FROM s.arrived_at AT TIME ZONE z.time_zone) AS arrived_hour_key,
    (s.departed_at AT TIME ZONE z.time_zone)::date AS departed_date,
    s.arrived_at,
    s.triaged_at,
    s.roomed_at,
    s.provider_at,
    s.decision_at,
    s.departed_at,
    s.early_warning_score,
    extract(EPOCH FROM s.triaged_at - s.arrived_at) / 60 AS triage_minutes,
    extract(EPOCH FROM s.roomed_at - s.arrived_at) / 60 AS room_minutes,
    extract(EPOCH FROM s.provider_at - s.arrived_at) / 60 AS provider_minutes,
    extract(EPOCH FROM s.decision_at - s.arrived_at) / 60 AS decision_minutes,
    extract(EPOCH FROM s.departed_at - s.arrived_at) / 60 AS stay_minutes,
    CASE WHEN s.decision = 'admit' THEN extract(EPOCH FROM s.departed_at - s.decision_at) / 60 END
        AS boarding_minutes,
    s.departed_at IS NULL AS is_here,
    s.provider_at IS NOT NULL AS is_seen,
    coalesce(s.decision = 'left without being seen', FALSE) AS is_left_unseen,
    coalesce(s.decision = 'admit', FALSE) AS is_admitted,
    coalesce(s.decision = 'admit' AND s.departed_at - s.decision_at > interval '4 hours', FALSE)
        AS is_boarded_over_4_hours
FROM ed_stays AS s
JOIN encounters AS e USING (encounter_id)
JOIN zones AS z USING (hospital_id)
-- one comparison of texts: of three, the planner expects far too few rows
JOIN dim_ed_profile AS p
    ON
        concat_ws('|', coalesce(s.esi, 0), coalesce(s.triage_color, 'None'), coalesce(s.decision, 'None'))
        = concat_ws('|', coalesce(p.esi, 0), p.triage_color, p.decision)
        AND p.ed_profile_key > 0
LEFT JOIN reasons AS r USING (encounter_id)
LEFT JOIN providers AS v ON s.encounter_id = v.encounter_id
