-- Raw messages by the day on which they came, and the batches in which they were stored.

CREATE TABLE batches (
    batch_id bigint GENERATED ALWAYS AS IDENTITY,
    source text NOT NULL,
    messages integer NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    refined_at timestamptz,
    CONSTRAINT pk_batches PRIMARY KEY (batch_id)
);
CREATE INDEX ON batches (batch_id) WHERE refined_at IS NULL;
COMMENT ON TABLE batches IS
'Micro-batches: the messages of a batch were stored in one transaction.';
COMMENT ON COLUMN batches.batch_id IS 'Number of the batch.';
COMMENT ON COLUMN batches.source IS 'Where it came from, such as kafka:adt.';
COMMENT ON COLUMN batches.messages IS 'How many messages it has.';
COMMENT ON COLUMN batches.received_at IS 'When it was stored.';
COMMENT ON COLUMN batches.refined_at IS 'When silver had read it; null: it waits.';

CREATE TABLE messages (
    message_number bigint GENERATED ALWAYS AS IDENTITY,
    batch_id bigint NOT NULL,
    source text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    format text NOT NULL,
    raw text NOT NULL,
    raw_bytes bytea,
    received_at timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (received_at);
CREATE INDEX ON messages (batch_id);
COMMENT ON TABLE messages IS
'Every message as it came, also those that nobody can read. One partition a day.';
COMMENT ON COLUMN messages.message_number IS 'Number of the message.';
COMMENT ON COLUMN messages.batch_id IS 'The batch in which it was stored.';
COMMENT ON COLUMN messages.source IS 'Where it came from, such as kafka:adt.';
COMMENT ON COLUMN messages.partition IS 'Partition of the topic; 0 for sources without partitions.';
COMMENT ON COLUMN messages."offset" IS 'Place in the partition, from 0.';
COMMENT ON COLUMN messages.format IS 'json, hl7 or other, from its first characters.';
COMMENT ON COLUMN messages.raw IS
'The text; characters that UTF-8 does not have are shown as a replacement.';
COMMENT ON COLUMN messages.raw_bytes IS 'The bytes, where the text could not show all of them.';
COMMENT ON COLUMN messages.received_at IS 'When it was stored.';

CREATE TABLE offsets (
    source text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_offsets PRIMARY KEY (source, partition)
);
COMMENT ON TABLE offsets IS
'How far each source has been read. Moved in the transaction that stores the messages.';
COMMENT ON COLUMN offsets.source IS 'The source, such as kafka:adt.';
COMMENT ON COLUMN offsets.partition IS 'Its partition; 0 for sources without partitions.';
COMMENT ON COLUMN offsets.next_offset IS 'Place of the next message to read.';
COMMENT ON COLUMN offsets.updated_at IS 'When it was moved.';
