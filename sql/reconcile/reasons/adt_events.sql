-- Why events are not equal: one row for each event that is missing, different, or only in silver.

WITH phantoms AS (
    -- the two messages of a mistake that a dirty stream added: the mistake, and what cancels it
    SELECT
        a.encounter_id,
        a.hospital_id,
        a.sent_at,
        p.event_key::bigint AS event_key,
        p.cancelling
    FROM answers AS a
    CROSS JOIN
        LATERAL (
            VALUES (a.detail ->> 'mistaken', FALSE), (a.detail ->> 'cancelling', TRUE)
        ) AS p (event_key, cancelling)
    WHERE a.fault = 'cancelled'
),

found AS (
    SELECT
        kind,
        event_key,
        hospital_id,
        encounter_id,
        bed_id,
        occurred_at,
        recorded_at
    FROM event_differences
    UNION ALL
    -- a mistake that was sent and did not arrive; the time of its recording is that of its sending
    SELECT
        'missing mistake' AS kind,
        p.event_key,
        p.hospital_id,
        p.encounter_id,
        NULL AS bed_id,
        p.sent_at AS occurred_at,
        p.sent_at AS recorded_at
    FROM phantoms AS p
    WHERE NOT EXISTS (
        SELECT FROM taken_adt_events AS t
        WHERE t.event_key = p.event_key
    )
)

SELECT
    f.kind,
    f.event_key,
    f.hospital_id,
    f.encounter_id,
    f.bed_id,
    f.occurred_at,
    f.recorded_at,
    CASE
        WHEN f.kind = 'different' THEN 'UNEXPLAINED'
        WHEN f.kind = 'extra' AND p.event_key IS NOT NULL THEN 'of the feed itself'
        WHEN f.kind = 'extra' THEN 'UNEXPLAINED'
        WHEN
            (f.recorded_at, f.event_key) > (s.sent_at, s.sent_key)
            OR f.recorded_at < s.from_at
            OR f.hospital_id <> all(s.hospitals)
            THEN 'not sent yet'
        -- what cancels a mistake is sent up to 10 minutes after it
        WHEN p.cancelling AND p.sent_at + interval '10 minutes' > s.sent_at THEN 'not sent yet'
        WHEN d.event_key IS NOT NULL AND a.message_id IS NULL THEN 'not sent yet'
        WHEN NOT a.repairable AND a.resent_at IS NULL THEN 'irreparable'
        WHEN
            EXISTS (
                SELECT FROM quarantine AS q
                WHERE q.message_id = f.event_key::text AND q.replayed_at IS NULL
            )
            THEN 'quarantined'
        WHEN s.waiting OR w.recorded_at IS NULL OR f.recorded_at > w.recorded_at THEN 'not ingested yet'
        ELSE 'LOST'
    END AS reason
FROM found AS f
CROSS JOIN sender AS s
LEFT JOIN phantoms AS p USING (event_key)
LEFT JOIN delayed AS d USING (event_key)
LEFT JOIN answers AS a ON f.event_key::text = a.message_id
LEFT JOIN taken_watermarks AS w ON f.hospital_id = w.hospital_id
