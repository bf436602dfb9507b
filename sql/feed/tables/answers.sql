-- The answers to the question what is wrong with a dirty stream.

CREATE TABLE answers (
    target text NOT NULL,
    message_id text NOT NULL,
    fault text NOT NULL,
    repairable boolean NOT NULL,
    hospital_id integer NOT NULL,
    encounter_id bigint,
    bed_id integer,
    sent_at timestamptz NOT NULL,
    detail jsonb,
    resent_at timestamptz,
    CONSTRAINT pk_answers PRIMARY KEY (target, message_id)
);
CREATE INDEX ON answers (encounter_id);
COMMENT ON TABLE answers IS 'Each fault that healthgen stream --dirty added, one row a message.';
COMMENT ON COLUMN answers.target IS 'The receiver, as in positions.';
COMMENT ON COLUMN answers.message_id IS 'The message: its event_key.';
COMMENT ON COLUMN answers.fault IS
'duplicate, late, out_of_order, cancelled, impossible_age, future_admission or broken.';
COMMENT ON COLUMN answers.repairable IS
'True when a careful receiver ends with the same tables as without the fault.';
COMMENT ON COLUMN answers.hospital_id IS 'The hospital.';
COMMENT ON COLUMN answers.encounter_id IS 'The encounter; null for the status of a bed.';
COMMENT ON COLUMN answers.bed_id IS 'The bed, for the status of a bed.';
COMMENT ON COLUMN answers.sent_at IS 'When it was sent, in the time of the dataset.';
COMMENT ON COLUMN answers.detail IS 'What exactly was changed or added.';
COMMENT ON COLUMN answers.resent_at IS 'When healthgen stream --resend sent it again, as it should be.';
