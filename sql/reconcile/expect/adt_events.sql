-- The events that silver has of encounters that are not equal, with the warehouse's own values. The
-- rebuild files read them under the name adt_events. A mistake that a dirty stream added is only in
-- silver.

WITH touched AS (
    SELECT DISTINCT encounter_id
    FROM differences
    WHERE encounter_id IS NOT NULL
)

SELECT
    s.event_key,
    s.trigger,
    s.encounter_id,
    s.bed_id,
    s.occurred_at,
    s.cancels,
    s.class,
    CASE WHEN s.trigger = 'A03' THEN e.service ELSE s.service END AS service,
    s.esi,
    s.early_warning_score,
    s.update,
    s.decision,
    s.disposition,
    s.expected_discharge_on,
    CASE WHEN s.trigger = 'A03' THEN e.condition_id END AS condition_id
FROM touched AS d
JOIN sent_adt_events AS s ON d.encounter_id = s.encounter_id
LEFT JOIN sent_encounters AS e ON d.encounter_id = e.encounter_id
WHERE
    EXISTS (
        SELECT FROM taken_adt_events AS t
        WHERE t.event_key = s.event_key
    )
UNION ALL
SELECT
    t.event_key,
    t.trigger,
    t.encounter_id,
    t.bed_id,
    t.occurred_at,
    t.cancels,
    t.class,
    t.service,
    t.esi,
    t.early_warning_score,
    t.update,
    t.decision,
    t.disposition,
    t.expected_discharge_on,
    t.condition_id
FROM event_reasons AS r
JOIN taken_adt_events AS t USING (event_key)
WHERE r.reason = 'of the feed itself'
