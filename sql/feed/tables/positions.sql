-- How far each stream has come, so that the same command goes on from there.

CREATE TABLE positions (
    target text NOT NULL,
    options jsonb NOT NULL,
    sent_at timestamptz NOT NULL,
    event_key bigint NOT NULL,
    copy smallint NOT NULL,
    messages bigint NOT NULL,
    reference_id text,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_positions PRIMARY KEY (target)
);
COMMENT ON TABLE positions IS 'The last message that each receiver has for good.';
COMMENT ON COLUMN positions.target IS 'The receiver, as --to names it, without a password.';
COMMENT ON COLUMN positions.options IS
'What decides which messages are sent: format, hospital, from, dirty, and the seed of the dataset.';
COMMENT ON COLUMN positions.sent_at IS 'When the last message was sent, in the time of the dataset.';
COMMENT ON COLUMN positions.event_key IS 'Its event.';
COMMENT ON COLUMN positions.copy IS
'Number of the copy: 0, or 1 for a duplicate that was added on purpose.';
COMMENT ON COLUMN positions.messages IS 'How many messages have been sent.';
COMMENT ON COLUMN positions.reference_id IS 'The reference snapshot that the receiver has.';
COMMENT ON COLUMN positions.updated_at IS 'When this row was written.';
