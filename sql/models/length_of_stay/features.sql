-- What was known about stays at moments: one row for each row of the temporary table los_moments
-- (encounter_id, predicted_at). A fact counts only if it is stamped before predicted_at, so a row is the
-- same whether or not anything later has been recorded. Severity, disposition, times of readiness and
-- leaving, bills and treatments are never read: they are coded at discharge, and would give the length of
-- the stay away.

WITH stays AS (
    SELECT
        m.encounter_id,
        m.predicted_at,
        e.patient_id,
        e.hospital_id,
        e.condition_id,
        e.service,
        e.arrival_mode,
        e.admission_source,
        e.registered_at,
        e.admitted_at,
        p.gender,
        p.date_of_birth,
        e.admitted_at AT TIME ZONE h.time_zone AS admitted_local,
        m.predicted_at AT TIME ZONE h.time_zone AS predicted_local,
        date_trunc('hour', m.predicted_at) - interval '1 hour' AS hour_before
    FROM los_moments AS m
    JOIN encounters AS e USING (encounter_id)
    JOIN patients AS p USING (patient_id)
    JOIN hospitals AS h USING (hospital_id)
),

-- The patient's past is counted up to the admission, once for all moments of a stay.
arrivals AS (
    SELECT DISTINCT
        encounter_id,
        patient_id,
        condition_id,
        admitted_at
    FROM stays
),

past AS (
    SELECT
        a.encounter_id,
        count(DISTINCT e.condition_id) AS earlier_conditions,
        count(*) FILTER (WHERE e.condition_id = a.condition_id) AS earlier_encounters_same_condition,
        count(*) FILTER (
            WHERE e.class = 'inpatient' AND e.left_at < a.admitted_at
            AND e.admitted_at >= a.admitted_at - interval '365 days'
        ) AS stays_in_12_months,
        sum(extract(EPOCH FROM e.left_at - e.admitted_at) / 86400) FILTER (
            WHERE e.class = 'inpatient' AND e.left_at < a.admitted_at
            AND e.admitted_at >= a.admitted_at - interval '365 days'
        ) AS days_in_12_months,
        extract(EPOCH FROM a.admitted_at - max(e.left_at) FILTER (
            WHERE e.class = 'inpatient' AND e.left_at < a.admitted_at
        )) / 86400 AS days_since_last_stay
    FROM arrivals AS a
    JOIN encounters AS e ON a.patient_id = e.patient_id AND a.admitted_at > e.registered_at
    WHERE e.encounter_id <> a.encounter_id
    GROUP BY a.encounter_id, a.admitted_at
),

-- The last whole hour before the moment.
crowding AS (
    SELECT
        s.hospital_id,
        s.hour_before,
        100.0 * sum(c.census) FILTER (WHERE u.care_level NOT IN ('emergency', 'operating'))
        / nullif(sum(c.staffed_beds) FILTER (WHERE u.care_level NOT IN ('emergency', 'operating')), 0)
            AS occupancy_pct,
        sum(c.boarders) FILTER (WHERE u.care_level = 'emergency') AS boarders
    FROM (SELECT DISTINCT
        hospital_id,
        hour_before
    FROM stays) AS s
    JOIN units AS u USING (hospital_id)
    JOIN unit_hours AS c ON u.unit_id = c.unit_id AND s.hour_before = c.hour
    GROUP BY s.hospital_id, s.hour_before
),

operations AS (
    SELECT
        s.encounter_id,
        s.predicted_at,
        bool_or(o.cancelled_at IS NULL OR o.cancelled_at >= s.predicted_at) AS planned,
        coalesce(bool_or(o.started_at < s.predicted_at), FALSE) AS begun,
        coalesce(bool_or(o.ended_at < s.predicted_at), FALSE) AS done
    FROM stays AS s
    JOIN surgeries AS o ON s.encounter_id = o.encounter_id AND s.predicted_at > o.booked_at
    GROUP BY s.encounter_id, s.predicted_at
),

bed_uses AS (
    SELECT
        s.encounter_id,
        s.predicted_at,
        min(b.entered_at) AS first_entered_at,
        count(*) - 1 AS moves,
        sum(extract(EPOCH FROM least(b.left_at, s.predicted_at) - b.entered_at) / 3600)
        FILTER (WHERE u.care_level = 'intensive') AS intensive_hours,
        max(u.care_level) FILTER (WHERE b.left_at IS NULL OR b.left_at >= s.predicted_at) AS care_level,
        bool_or(b.outlier) FILTER (WHERE b.left_at IS NULL OR b.left_at >= s.predicted_at) AS outlier
    FROM stays AS s
    JOIN bed_stays AS b ON s.encounter_id = b.encounter_id AND s.predicted_at > b.entered_at
    JOIN beds USING (bed_id)
    JOIN units AS u USING (unit_id)
    GROUP BY s.encounter_id, s.predicted_at
),

-- The day that the team named last, in the log as it had been recorded by then.
notes AS (
    SELECT DISTINCT ON (s.encounter_id, s.predicted_at)
        s.encounter_id,
        s.predicted_at,
        a.expected_discharge_on
    FROM stays AS s
    JOIN adt_events AS a ON s.encounter_id = a.encounter_id AND s.predicted_at > a.recorded_at
    WHERE a.update = 'expected discharge'
    ORDER BY s.encounter_id ASC, s.predicted_at ASC, a.occurred_at DESC, a.event_key DESC
)

SELECT
    s.encounter_id,
    s.predicted_at,
    extract(YEAR FROM age(s.admitted_local::date, s.date_of_birth))::float8 AS age,
    s.gender,
    c.name AS condition,
    s.service,
    s.arrival_mode,
    s.admission_source,
    s.hospital_id::text AS hospital,
    d.esi::float8 AS esi,
    d.early_warning_score::float8 AS early_warning_score,
    extract(HOUR FROM s.admitted_local)::float8 AS admission_hour,
    extract(ISODOW FROM s.admitted_local)::float8 AS admission_weekday,
    extract(MONTH FROM s.admitted_local)::float8 AS admission_month,
    extract(EPOCH FROM s.admitted_at - s.registered_at)::float8 / 3600 AS hours_before_admission,
    coalesce(h.earlier_conditions, 0)::float8 AS earlier_conditions,
    coalesce(h.earlier_encounters_same_condition, 0)::float8 AS earlier_encounters_same_condition,
    coalesce(h.stays_in_12_months, 0)::float8 AS stays_in_12_months,
    coalesce(h.days_in_12_months, 0)::float8 AS days_in_12_months,
    h.days_since_last_stay::float8 AS days_since_last_stay,
    w.occupancy_pct::float8 AS occupancy_pct,
    w.boarders::float8 AS boarders,
    (coalesce(o.planned, FALSE) OR coalesce(k.surgery, FALSE))::int::float8 AS surgery_planned,
    coalesce(o.begun, FALSE)::int::float8 AS surgery_begun,
    coalesce(o.done, FALSE)::int::float8 AS surgery_done,
    extract(HOUR FROM s.predicted_local)::float8 AS hour_now,
    extract(ISODOW FROM s.predicted_local)::float8 AS weekday_now,
    extract(EPOCH FROM s.predicted_at - s.admitted_at)::float8 / 3600 AS hours_so_far,
    extract(EPOCH FROM coalesce(b.first_entered_at, s.predicted_at) - s.admitted_at)::float8 / 3600
        AS boarding_hours,
    coalesce(b.moves, 0)::float8 AS moves,
    coalesce(b.intensive_hours, 0)::float8 AS intensive_hours,
    coalesce(b.care_level, 'no ward bed') AS care_level,
    coalesce(b.outlier, FALSE)::int::float8 AS outlier,
    (n.expected_discharge_on - s.predicted_local::date)::float8 AS expected_days
FROM stays AS s
JOIN conditions AS c USING (condition_id)
LEFT JOIN ed_stays AS d ON s.encounter_id = d.encounter_id AND s.predicted_at > d.triaged_at
LEFT JOIN bookings AS k ON s.encounter_id = k.encounter_id AND s.predicted_at > k.booked_at
LEFT JOIN past AS h ON s.encounter_id = h.encounter_id
LEFT JOIN crowding AS w ON s.hospital_id = w.hospital_id AND s.hour_before = w.hour_before
LEFT JOIN operations AS o ON s.encounter_id = o.encounter_id AND s.predicted_at = o.predicted_at
LEFT JOIN bed_uses AS b ON s.encounter_id = b.encounter_id AND s.predicted_at = b.predicted_at
LEFT JOIN notes AS n ON s.encounter_id = n.encounter_id AND s.predicted_at = n.predicted_at
ORDER BY s.encounter_id, s.predicted_at
