-- What silver could not use, what it noted, and how far it has come.

CREATE TABLE quarantine (
    message_number bigint NOT NULL,
    batch_id bigint NOT NULL,
    source text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    message_id text,
    reason text NOT NULL,
    detail text,
    raw text NOT NULL,
    raw_bytes bytea,
    quarantined_at timestamptz NOT NULL DEFAULT now(),
    replayed_at timestamptz,
    CONSTRAINT pk_quarantine PRIMARY KEY (message_number)
);
CREATE INDEX ON quarantine (message_id);
COMMENT ON TABLE quarantine IS 'Messages that silver could not use, whole, with the reason.';
COMMENT ON COLUMN quarantine.message_number IS 'The message in bronze.';
COMMENT ON COLUMN quarantine.batch_id IS 'Its batch in bronze.';
COMMENT ON COLUMN quarantine.source IS 'Where it came from.';
COMMENT ON COLUMN quarantine.partition IS 'Partition of the topic.';
COMMENT ON COLUMN quarantine."offset" IS 'Place in the partition.';
COMMENT ON COLUMN quarantine.message_id IS 'Its message id, if that could be read.';
COMMENT ON COLUMN quarantine.reason IS 'Why, in a few fixed words.';
COMMENT ON COLUMN quarantine.detail IS 'The field or the value that is wrong.';
COMMENT ON COLUMN quarantine.raw IS 'The message.';
COMMENT ON COLUMN quarantine.raw_bytes IS 'Its bytes, where the text could not show all of them.';
COMMENT ON COLUMN quarantine.quarantined_at IS 'When it was put here.';
COMMENT ON COLUMN quarantine.replayed_at IS
'When healthgen ingest --replay-quarantine could use it after all; null: it still waits.';

CREATE TABLE notes (
    kind text NOT NULL,
    field text NOT NULL,
    messages bigint NOT NULL,
    example text,
    first_message_number bigint NOT NULL,
    first_seen timestamptz NOT NULL DEFAULT now(),
    last_seen timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_notes PRIMARY KEY (kind, field)
);
COMMENT ON TABLE notes IS 'What was odd about messages that silver could use.';
COMMENT ON COLUMN notes.kind IS
'Kind of the oddity, such as unknown field, duplicate, late, impossible birth date.';
COMMENT ON COLUMN notes.field IS 'The field, or an empty text when the whole message is meant.';
COMMENT ON COLUMN notes.messages IS 'How many messages had it.';
COMMENT ON COLUMN notes.example IS 'One value.';
COMMENT ON COLUMN notes.first_message_number IS 'The first such message in bronze.';
COMMENT ON COLUMN notes.first_seen IS 'When the first one was read.';
COMMENT ON COLUMN notes.last_seen IS 'When the last one was read.';

CREATE TABLE watermarks (
    hospital_id integer NOT NULL,
    first_recorded_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT pk_watermarks PRIMARY KEY (hospital_id)
);
COMMENT ON TABLE watermarks IS 'How far the events of each hospital have come.';
COMMENT ON COLUMN watermarks.hospital_id IS 'The hospital.';
COMMENT ON COLUMN watermarks.first_recorded_at IS 'When its first known event was recorded.';
COMMENT ON COLUMN watermarks.recorded_at IS 'When its newest known event was recorded.';

CREATE TABLE reference_snapshots (
    reference_id text NOT NULL,
    recorded_at timestamptz NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_reference_snapshots PRIMARY KEY (reference_id)
);
COMMENT ON TABLE reference_snapshots IS
'The reference snapshots that came; hospitals, units and beds are those of the newest.';
COMMENT ON COLUMN reference_snapshots.reference_id IS 'Digest of the content.';
COMMENT ON COLUMN reference_snapshots.recorded_at IS 'When the sender made it.';
COMMENT ON COLUMN reference_snapshots.taken_at IS 'When silver read it.';
