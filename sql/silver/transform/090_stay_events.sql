-- The valid events of all encounters that new events concern: a cancelled event counts as if it had never
-- been.

INSERT INTO touched_encounters (encounter_id)
SELECT DISTINCT encounter_id
FROM new_events
WHERE encounter_id IS NOT NULL;

INSERT INTO stay_events
WITH known AS MATERIALIZED (
    SELECT a.*
    FROM touched_encounters AS t
    -- ORDER BY makes Postgres look up each encounter in the index; else it may read the whole log
    CROSS JOIN LATERAL (
        SELECT a.*
        FROM adt_events AS a
        WHERE t.encounter_id = a.encounter_id
        ORDER BY a.event_key
    ) AS a
)

SELECT
    k.encounter_id,
    k.event_key,
    k.message_number,
    k.trigger,
    k.hospital_id,
    k.occurred_at,
    k.patient_id,
    k.class,
    k.service,
    k.bed_id,
    k.trigger = 'A02' OR (k.trigger IN ('A01', 'A06') AND k.bed_id IS NOT NULL) AS enters_bed,
    k.arrival_mode,
    k.admission_source,
    k.complaint_id,
    k.condition_id,
    k.bed_reason,
    k.outlier,
    k.update,
    k.esi,
    k.early_warning_score,
    k.triage_color,
    k.decision,
    k.disposition,
    k.expected_discharge_on
FROM known AS k
WHERE
    k.trigger NOT IN ('A05', 'A11', 'A12', 'A13')
    AND NOT EXISTS (
        SELECT FROM known AS c
        WHERE c.cancels = k.event_key AND c.encounter_id = k.encounter_id
    );
