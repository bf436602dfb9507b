-- The tables of one run of the transform. They are empty at its beginning and at its end.

-- the messages of this run
CREATE TEMP TABLE IF NOT EXISTS taken (
    message_number bigint NOT NULL,
    batch_id bigint NOT NULL,
    source text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    format text NOT NULL,
    raw text NOT NULL,
    raw_bytes bytea
) ON COMMIT DELETE ROWS;

-- JSON messages as documents; null if the message is no JSON. colons: how often a colon follows a quote
CREATE TEMP TABLE IF NOT EXISTS documents (
    message_number bigint NOT NULL,
    colons integer NOT NULL,
    document jsonb
) ON COMMIT DELETE ROWS;

-- reference snapshots, with what is wrong with them
CREATE TEMP TABLE IF NOT EXISTS snapshots (
    message_number bigint NOT NULL,
    reference_id text,
    recorded_at timestamptz,
    fault text
) ON COMMIT DELETE ROWS;

-- Events as their messages write them, from JSON and from HL7 alike: text, null where the message says
-- nothing. Times are written as 2026-06-30T14:05:00-05:00, dates as 2026-06-30, numbers as digits, outlier as
-- true or false. The next files judge the values, so nothing has to be checked before.
CREATE TEMP TABLE IF NOT EXISTS fields (
    message_number bigint NOT NULL,
    schema_version text,
    message_id text,
    trigger text,
    occurred_at text,
    recorded_at text,
    hospital_id text,
    encounter_id text,
    patient_id text,
    last_name text,
    first_name text,
    date_of_birth text,
    gender text,
    zipcode text,
    state text,
    class text,
    service text,
    bed_id text,
    from_bed_id text,
    arrival_mode text,
    admission_source text,
    complaint_id text,
    condition_id text,
    bed_reason text,
    outlier text,
    update text,
    esi text,
    early_warning_score text,
    triage_color text,
    decision text,
    disposition text,
    expected_discharge_on text,
    bed_status text,
    cancels text,
    staff_id text,
    -- a field that cannot be put into a column above, such as a patient that is a number
    wrong_field text,
    -- fields that the contract does not know
    unknown_fields text[]
) ON COMMIT DELETE ROWS;

-- Events with values of the right types; null where the value is missing or wrong. An event with a reason is
-- not used.
CREATE TEMP TABLE IF NOT EXISTS events (
    message_number bigint NOT NULL,
    reason text,
    detail text,
    message_id text,
    event_key bigint,
    trigger text,
    occurred_at timestamptz,
    recorded_at timestamptz,
    hospital_id integer,
    encounter_id bigint,
    patient_id bigint,
    last_name text,
    first_name text,
    date_of_birth date,
    gender text,
    zipcode text,
    state text,
    class text,
    service text,
    bed_id integer,
    from_bed_id integer,
    arrival_mode text,
    admission_source text,
    complaint_id smallint,
    condition_id smallint,
    bed_reason text,
    outlier boolean,
    update text,
    esi smallint,
    early_warning_score smallint,
    triage_color text,
    decision text,
    disposition text,
    expected_discharge_on date,
    bed_status text,
    cancels bigint,
    staff_id integer
) ON COMMIT DELETE ROWS;

-- Messages that could not be read as an event. Only the first reason of a message counts.
CREATE TEMP TABLE IF NOT EXISTS rejected (
    message_number bigint NOT NULL,
    message_id text,
    reason text NOT NULL,
    detail text
) ON COMMIT DELETE ROWS;

-- oddities of messages that can be used
CREATE TEMP TABLE IF NOT EXISTS oddities (
    message_number bigint NOT NULL,
    kind text NOT NULL,
    field text NOT NULL,
    example text
) ON COMMIT DELETE ROWS;

-- events that silver did not have before this run
CREATE TEMP TABLE IF NOT EXISTS new_events (
    event_key bigint NOT NULL,
    message_number bigint NOT NULL,
    hospital_id integer NOT NULL,
    encounter_id bigint,
    bed_id integer,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    cancels bigint
) ON COMMIT DELETE ROWS;

-- encounters that new events concern, and their valid events
CREATE TEMP TABLE IF NOT EXISTS touched_encounters (
    encounter_id bigint NOT NULL
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS stay_events (
    encounter_id bigint NOT NULL,
    event_key bigint NOT NULL,
    message_number bigint NOT NULL,
    trigger text NOT NULL,
    hospital_id integer NOT NULL,
    occurred_at timestamptz NOT NULL,
    patient_id bigint,
    class text,
    service text,
    bed_id integer,
    enters_bed boolean NOT NULL,
    arrival_mode text,
    admission_source text,
    complaint_id smallint,
    condition_id smallint,
    bed_reason text,
    outlier boolean,
    update text,
    esi smallint,
    early_warning_score smallint,
    triage_color text,
    decision text,
    disposition text,
    expected_discharge_on date
) ON COMMIT DELETE ROWS;

-- these encounters as they are now
CREATE TEMP TABLE IF NOT EXISTS new_encounters (LIKE encounters) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS new_ed_stays (LIKE ed_stays) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS new_bed_stays (LIKE bed_stays) ON COMMIT DELETE ROWS;

-- beds with a new status, and the moment from which on their statuses are read again
CREATE TEMP TABLE IF NOT EXISTS touched_beds (
    bed_id integer NOT NULL,
    from_at timestamptz NOT NULL
) ON COMMIT DELETE ROWS;

-- moments before which nothing changes for a hospital
CREATE TEMP TABLE IF NOT EXISTS changed (
    hospital_id integer NOT NULL,
    from_at timestamptz NOT NULL
) ON COMMIT DELETE ROWS;
