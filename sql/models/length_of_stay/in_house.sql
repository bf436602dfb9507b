-- Inpatients in house at a moment of each hospital, in the temporary table los_now (hospital_id,
-- predicted_at), with the place where each is then. Like the features, it takes only what had happened by
-- then.

SELECT
    e.encounter_id,
    n.predicted_at,
    e.hospital_id,
    h.name AS hospital,
    e.admitted_at,
    b.unit,
    b.bed,
    e.arrival_mode = 'scheduled' AND EXISTS (
        SELECT 1
        FROM encounters AS x
        WHERE
            x.patient_id = e.patient_id
            AND x.condition_id = e.condition_id
            AND x.registered_at < e.registered_at
    ) AS planned_return
FROM los_now AS n
JOIN hospitals AS h USING (hospital_id)
JOIN encounters AS e
    ON
        n.hospital_id = e.hospital_id
        AND e.registered_at >= n.predicted_at - interval '100 days'
        AND n.predicted_at > e.registered_at
LEFT JOIN LATERAL (
    SELECT
        u.name AS unit,
        concat_ws(' ', beds.room, beds.label) AS bed
    FROM bed_stays AS s
    JOIN beds USING (bed_id)
    JOIN units AS u USING (unit_id)
    WHERE s.encounter_id = e.encounter_id AND s.entered_at < n.predicted_at
    ORDER BY s.sequence DESC
    LIMIT 1
) AS b ON TRUE
WHERE
    e.class = 'inpatient'
    AND e.admitted_at < n.predicted_at
    AND (e.left_at IS NULL OR e.left_at >= n.predicted_at)
ORDER BY e.hospital_id, e.encounter_id
