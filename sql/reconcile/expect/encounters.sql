-- Encounters as silver should have them. One is known once its registration or admission is.

WITH told AS (
    -- the service at discharge is that of the encounter; before it, that of the newest event counts
    SELECT
        v.encounter_id,
        (
            array_agg(v.service ORDER BY v.trigger = 'A03' DESC, v.event_key DESC)
            FILTER (WHERE v.service IS NOT NULL)
        )[1] AS service,
        (array_agg(v.condition_id ORDER BY v.event_key DESC) FILTER (WHERE v.trigger = 'A03'))[1]
            AS condition_id
    FROM adt_events AS v
    WHERE
        v.trigger NOT IN ('A05', 'A11', 'A12', 'A13')
        AND NOT EXISTS (
            SELECT FROM adt_events AS c
            WHERE c.cancels = v.event_key
        )
    GROUP BY v.encounter_id
)

SELECT
    r.encounter_id,
    e.patient_id,
    e.hospital_id,
    t.condition_id,
    e.complaint_id,
    r.class,
    e.arrival_mode,
    e.admission_source,
    t.service,
    r.registered_at,
    r.admitted_at,
    r.ready_at,
    r.left_at,
    r.expected_discharge_on,
    r.disposition
FROM rebuilt_encounters AS r
JOIN told AS t USING (encounter_id)
JOIN sent_encounters AS e USING (encounter_id)
WHERE r.registered_at IS NOT NULL
