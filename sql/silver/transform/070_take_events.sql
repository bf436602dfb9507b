-- Takes the events that nothing is wrong with. The message_id is the identity: each event is taken once.

-- A wrong clock must not close windows that have not ended. Datasets may lie in the future, so an event is
-- too far in the future only if it is far after all others: more than a year after the one before it.
UPDATE events AS e
SET reason = 'recorded in the future', detail = to_char(e.recorded_at, 'YYYY-MM-DD HH24:MI:SS')
FROM (
    SELECT
        f.message_number,
        bool_or(f.far) OVER (PARTITION BY f.hospital_id ORDER BY f.recorded_at, f.message_number) AS far
    FROM (
        SELECT
            o.message_number,
            o.hospital_id,
            o.recorded_at,
            o.recorded_at > now() + interval '1 day'
            AND o.recorded_at - interval '366 days' > greatest(
                w.recorded_at,
                lag(o.recorded_at) OVER (PARTITION BY o.hospital_id ORDER BY o.recorded_at, o.message_number)
            ) AS far
        FROM events AS o
        LEFT JOIN watermarks AS w USING (hospital_id)
        WHERE o.reason IS NULL
    ) AS f
    WHERE EXISTS (
        SELECT FROM events AS o
        WHERE o.reason IS NULL AND o.recorded_at > now() + interval '1 day'
    )
) AS f
WHERE e.message_number = f.message_number AND f.far;

WITH taken_now AS (
    INSERT INTO adt_events (
        event_key, trigger, hospital_id, encounter_id, bed_id, from_bed_id, occurred_at, recorded_at,
        cancels, class, service, esi, early_warning_score, update, decision, disposition,
        expected_discharge_on, bed_status, patient_id, arrival_mode, admission_source, complaint_id,
        condition_id, bed_reason, outlier, triage_color, staff_id, message_number
    )
    SELECT DISTINCT ON (event_key)
        event_key,
        trigger,
        hospital_id,
        encounter_id,
        bed_id,
        from_bed_id,
        occurred_at,
        recorded_at,
        cancels,
        class,
        service,
        esi,
        early_warning_score,
        update,
        decision,
        disposition,
        expected_discharge_on,
        bed_status,
        patient_id,
        arrival_mode,
        admission_source,
        complaint_id,
        condition_id,
        bed_reason,
        outlier,
        triage_color,
        staff_id,
        message_number
    FROM events
    WHERE reason IS NULL
    ORDER BY event_key, message_number
    ON CONFLICT (event_key) DO NOTHING
    RETURNING event_key, message_number, hospital_id, encounter_id, bed_id, occurred_at, recorded_at, cancels
)

INSERT INTO new_events (
    event_key, message_number, hospital_id, encounter_id, bed_id, occurred_at, recorded_at, cancels
)
SELECT * FROM taken_now;

-- All others repeat an event. What a message only tells beside the event, such as the patient, may be
-- known better later. The event itself must be the same.
UPDATE events AS e
SET reason = 'same id, other content', detail = e.message_id
FROM adt_events AS a
WHERE
    e.event_key = a.event_key
    AND e.reason IS NULL
    AND e.message_number NOT IN (SELECT n.message_number FROM new_events AS n)
    AND (
        e.trigger, e.hospital_id, e.encounter_id, e.bed_id, e.from_bed_id, e.occurred_at, e.recorded_at,
        e.cancels, e.class, e.esi, e.early_warning_score, e.update, e.decision, e.disposition,
        e.expected_discharge_on, e.bed_status
    ) IS DISTINCT FROM (
        a.trigger, a.hospital_id, a.encounter_id, a.bed_id, a.from_bed_id, a.occurred_at, a.recorded_at,
        a.cancels, a.class, a.esi, a.early_warning_score, a.update, a.decision, a.disposition,
        a.expected_discharge_on, a.bed_status
    );

INSERT INTO oddities (message_number, kind, field, example)
SELECT
    message_number,
    'duplicate' AS kind,
    '' AS field,
    message_id AS example
FROM events
WHERE reason IS NULL AND message_number NOT IN (SELECT n.message_number FROM new_events AS n);
