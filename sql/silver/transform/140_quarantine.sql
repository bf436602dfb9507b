-- Messages that cannot be used go into the quarantine, whole. One that was there before and can be used now
-- leaves it.

INSERT INTO quarantine AS q (
    message_number, batch_id, source, partition, "offset", message_id, reason, detail, raw, raw_bytes
)
SELECT
    t.message_number,
    t.batch_id,
    t.source,
    t.partition,
    t."offset",
    left(r.message_id, 200) AS message_id,
    r.reason,
    left(r.detail, 500) AS detail,
    t.raw,
    t.raw_bytes
FROM (
    SELECT DISTINCT ON (a.message_number) a.*
    FROM (
        SELECT
            message_number,
            message_id,
            reason,
            detail
        FROM rejected
        UNION ALL
        SELECT
            message_number,
            message_id,
            reason,
            detail
        FROM events
        WHERE reason IS NOT NULL
    ) AS a
    ORDER BY a.message_number
) AS r
INNER JOIN taken AS t USING (message_number)
ON CONFLICT (message_number) DO UPDATE
    SET
        message_id = excluded.message_id,
        reason = excluded.reason,
        detail = excluded.detail,
        quarantined_at = now();

UPDATE quarantine AS q
SET replayed_at = now()
FROM taken AS t
WHERE
    q.message_number = t.message_number
    AND q.message_number NOT IN (SELECT r.message_number FROM rejected AS r)
    AND q.message_number NOT IN (
        SELECT e.message_number FROM events AS e
        WHERE e.reason IS NOT NULL
    );
