-- Inpatients in house at a moment, with the place where each is then. Like the features, it takes only what had
-- happened by then.
-- Parameters: as_of (timestamptz), or local (timestamp, in each hospital's own time), or neither of both: the end of
-- today; hospital (its number or a part of its name; null for all).

WITH moments AS (
    SELECT
        h.hospital_id,
        h.name AS hospital,
        coalesce(
            %(as_of)s::timestamptz, coalesce(%(local)s::timestamp, c.today + 1) AT TIME ZONE h.time_zone
        ) AS predicted_at
    FROM hospitals AS h
    CROSS JOIN current_dataset AS c
    WHERE
        %(hospital)s::text IS NULL
        OR h.hospital_id::text = %(hospital)s
        OR strpos(lower(h.name), lower(%(hospital)s)) > 0
)

SELECT
    e.encounter_id,
    m.predicted_at,
    m.hospital_id,
    m.hospital,
    e.condition_id,
    e.admitted_at,
    b.unit,
    b.bed,
    e.arrival_mode = 'scheduled' AND EXISTS (
        SELECT 1
        FROM encounters AS x
        WHERE x.patient_id = e.patient_id AND x.condition_id = e.condition_id AND x.registered_at < e.registered_at
    ) AS planned_return
FROM moments AS m
JOIN encounters AS e
    ON
        m.hospital_id = e.hospital_id
        AND e.registered_at >= m.predicted_at - interval '100 days'
        AND e.registered_at < m.predicted_at
LEFT JOIN LATERAL (
    SELECT
        u.name AS unit,
        concat_ws(' ', beds.room, beds.label) AS bed
    FROM bed_stays AS s
    JOIN beds USING (bed_id)
    JOIN units AS u USING (unit_id)
    WHERE s.encounter_id = e.encounter_id AND s.entered_at < m.predicted_at
    ORDER BY s.sequence DESC
    LIMIT 1
) AS b ON TRUE
WHERE
    e.class = 'inpatient'
    AND e.admitted_at < m.predicted_at
    AND (e.left_at IS NULL OR e.left_at >= m.predicted_at)
ORDER BY m.hospital_id, e.encounter_id
