-- The oldest batches that wait, whole, until there are healthgen.most_messages of them or more.

INSERT INTO taken
SELECT
    m.message_number,
    m.batch_id,
    m.source,
    m.partition,
    m."offset",
    m.format,
    m.raw,
    m.raw_bytes
FROM (
    SELECT
        b.batch_id,
        b.received_at,
        sum(b.messages) OVER (ORDER BY b.batch_id) - b.messages AS messages_before
    FROM batches AS b
    WHERE b.refined_at IS NULL
) AS w
-- ORDER BY makes Postgres look up each batch in the index; else it may read all of bronze
CROSS JOIN
    LATERAL (
        SELECT m.*
        FROM messages AS m
        WHERE w.received_at = m.received_at AND w.batch_id = m.batch_id
        ORDER BY m.message_number
    ) AS m
WHERE w.messages_before < current_setting('healthgen.most_messages')::bigint;
