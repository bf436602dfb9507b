-- Events that are not equal. The log has no service for A03; messages have that of the encounter, which
-- is compared there.

WITH taken AS (
    SELECT
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
        CASE WHEN trigger <> 'A03' THEN service END AS service,
        esi,
        early_warning_score,
        update,
        decision,
        disposition,
        expected_discharge_on,
        bed_status
    FROM taken_adt_events
)

SELECT
    CASE WHEN t.event_key IS NULL THEN 'missing' WHEN s.event_key IS NULL THEN 'extra' ELSE 'different' END
        AS kind,
    event_key,
    coalesce(s.hospital_id, t.hospital_id) AS hospital_id,
    coalesce(s.encounter_id, t.encounter_id) AS encounter_id,
    CASE WHEN coalesce(s.trigger, t.trigger) = 'A20' THEN coalesce(s.bed_id, t.bed_id) END AS bed_id,
    coalesce(s.occurred_at, t.occurred_at) AS occurred_at,
    coalesce(s.recorded_at, t.recorded_at) AS recorded_at
FROM sent_adt_events AS s
FULL JOIN taken AS t USING (event_key)
WHERE s IS DISTINCT FROM t
