-- A page of the ADT log: the events of some hospitals ($1) that were recorded from $2 on and before $3, or
-- those with some keys ($4), in the order in which they are sent, with what messages say beside the log.

WITH page AS MATERIALIZED (
    SELECT *
    FROM adt_events
    WHERE
        (hospital_id = any($1::integer[]) AND recorded_at >= $2 AND recorded_at < $3)
        OR event_key = any($4::bigint[])
)

SELECT
    p.event_key,
    p.trigger,
    p.occurred_at,
    p.recorded_at,
    p.hospital_id,
    p.encounter_id,
    coalesce(e.patient_id, b.patient_id) AS patient_id,
    pa.last_name,
    pa.first_name,
    pa.date_of_birth,
    pa.gender,
    pa.zipcode,
    pa.state,
    p.class,
    -- The log leaves the service of a discharge out.
    CASE WHEN p.trigger = 'A03' THEN e.service ELSE p.service END AS service,
    p.bed_id,
    p.from_bed_id,
    CASE WHEN p.trigger IN ('A04', 'A01', 'A06') THEN e.arrival_mode END AS arrival_mode,
    CASE WHEN p.trigger IN ('A04', 'A01', 'A06') THEN e.admission_source END AS admission_source,
    CASE WHEN p.trigger IN ('A04', 'A01', 'A06') THEN e.complaint_id END AS complaint_id,
    CASE WHEN p.trigger = 'A03' THEN e.condition_id END AS condition_id,
    bs.reason AS bed_reason,
    bs.outlier,
    p.update,
    p.esi,
    p.early_warning_score,
    CASE WHEN p.update = 'triage' THEN ed.triage_color END AS triage_color,
    p.decision,
    p.disposition,
    p.expected_discharge_on,
    p.bed_status,
    p.cancels,
    s.staff_id,
    s.last_name AS staff_last_name,
    s.first_name AS staff_first_name
FROM page AS p
LEFT JOIN encounters AS e ON p.encounter_id = e.encounter_id
LEFT JOIN bookings AS b ON b.encounter_id = CASE WHEN p.trigger = 'A05' THEN p.encounter_id END
LEFT JOIN patients AS pa ON pa.patient_id = coalesce(e.patient_id, b.patient_id)
LEFT JOIN bed_stays AS bs
    ON
        bs.encounter_id = CASE WHEN p.trigger IN ('A01', 'A02', 'A06') THEN p.encounter_id END
        AND p.bed_id = bs.bed_id
        AND p.occurred_at = bs.entered_at
LEFT JOIN ed_stays AS ed ON ed.encounter_id = CASE WHEN p.update = 'triage' THEN p.encounter_id END
LEFT JOIN encounter_staff AS es
    ON
        p.encounter_id = es.encounter_id
        AND p.occurred_at = es.began_at
        AND es.act = CASE
            WHEN p.update = 'triage' THEN 'triage'
            WHEN p.update = 'provider' THEN 'emergency care'
            WHEN p.trigger IN ('A01', 'A06') THEN 'admission'
            WHEN p.trigger = 'A03' THEN 'discharge'
        END
LEFT JOIN staff AS s ON es.staff_id = s.staff_id
ORDER BY p.recorded_at, p.event_key
