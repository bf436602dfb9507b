-- los_alerts: Alerts, one row a stay: it will probably last over 96 hours (CRITICAL) or over 48 hours (HIGH).
-- encounter_id: The stay.
-- patient_id: The patient.
-- hospital_id: The hospital.
-- hospital: Name of the hospital.
-- condition: Name of the condition.
-- level: CRITICAL or HIGH: the highest level that any prediction gave.
-- raised_at: When the first alert was raised.
-- hours_then: Hours from admission to the first alert.
-- reasons: What raises the risk most, of the first alert.
-- over_96: Probability of more than 96 hours, of the newest prediction.
-- p50_hours: Length of the whole stay that half of such stays stay below, of the newest prediction.
-- hours_so_far: Hours from admission to now, or to leaving.
-- closed_at: When the patient left; null while the alert is open.
-- unit: Name of the unit in which the patient is, or was last; null before the first bed.
-- bed: Room and label of the bed in it.

WITH current_predictions AS (
    SELECT p.*
    FROM los_predictions AS p
    JOIN datasets AS d ON p.dataset_id = d.dataset_id
    JOIN current_dataset AS c
        ON d.config - 'today' = c.config - 'today' AND d.generator_version = c.generator_version
),

first_alerts AS (
    SELECT DISTINCT ON (encounter_id)
        encounter_id,
        hospital_id,
        predicted_at,
        hours_so_far,
        reasons,
        -- CRITICAL is the lower of the two words.
        min(alert) OVER (PARTITION BY encounter_id) AS level
    FROM current_predictions
    WHERE alert IS NOT NULL
    ORDER BY encounter_id ASC, predicted_at ASC, model_id DESC
),

newest AS (
    SELECT DISTINCT ON (encounter_id)
        encounter_id,
        over_96,
        p50_hours
    FROM current_predictions
    WHERE encounter_id IN (SELECT encounter_id FROM first_alerts)
    ORDER BY encounter_id ASC, predicted_at DESC, model_id DESC
),

last_beds AS (
    SELECT DISTINCT ON (s.encounter_id)
        s.encounter_id,
        u.name AS unit,
        concat_ws(' ', b.room, b.label) AS bed
    FROM bed_stays AS s
    JOIN beds AS b USING (bed_id)
    JOIN units AS u USING (unit_id)
    WHERE s.encounter_id IN (SELECT encounter_id FROM first_alerts)
    ORDER BY s.encounter_id ASC, s.sequence DESC
)

SELECT
    e.encounter_id,
    e.patient_id,
    e.hospital_id,
    h.name AS hospital,
    k.name AS condition,
    a.level,
    a.predicted_at AS raised_at,
    a.hours_so_far AS hours_then,
    a.reasons,
    n.over_96,
    n.p50_hours,
    extract(
        EPOCH FROM coalesce(e.left_at, (c.today + 1)::timestamp AT TIME ZONE h.time_zone) - e.admitted_at
    )::double precision / 3600 AS hours_so_far,
    e.left_at AS closed_at,
    l.unit,
    l.bed
FROM first_alerts AS a
JOIN newest AS n USING (encounter_id)
JOIN encounters AS e ON a.encounter_id = e.encounter_id AND a.hospital_id = e.hospital_id
JOIN hospitals AS h ON e.hospital_id = h.hospital_id
JOIN conditions AS k ON e.condition_id = k.condition_id
LEFT JOIN last_beds AS l ON e.encounter_id = l.encounter_id
CROSS JOIN current_dataset AS c
WHERE e.admitted_at <= a.predicted_at
