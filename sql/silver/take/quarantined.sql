-- The next healthgen.most_messages messages of the quarantine, after message healthgen.after_message.

INSERT INTO taken
SELECT
    q.message_number,
    q.batch_id,
    q.source,
    q.partition,
    q."offset",
    CASE
        WHEN left(ltrim(q.raw, E' \t\r\n'), 1) = '{' THEN 'json'
        WHEN left(ltrim(q.raw, E' \t\r\n'), 3) = 'MSH' THEN 'hl7'
        ELSE 'other'
    END AS format,
    q.raw,
    q.raw_bytes
FROM quarantine AS q
WHERE q.replayed_at IS NULL AND q.message_number > current_setting('healthgen.after_message')::bigint
ORDER BY q.message_number
LIMIT current_setting('healthgen.most_messages')::bigint;
