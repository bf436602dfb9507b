-- The events themselves, and who the patients are.

CREATE TABLE adt_events (
    event_key bigint NOT NULL,
    trigger text NOT NULL,
    hospital_id integer NOT NULL,
    encounter_id bigint,
    bed_id integer,
    from_bed_id integer,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    cancels bigint,
    class text,
    service text,
    esi smallint,
    early_warning_score smallint,
    update text,
    decision text,
    disposition text,
    expected_discharge_on date,
    bed_status text,
    patient_id bigint,
    arrival_mode text,
    admission_source text,
    complaint_id smallint,
    condition_id smallint,
    bed_reason text,
    outlier boolean,
    triage_color text,
    staff_id integer,
    message_number bigint NOT NULL,
    CONSTRAINT pk_adt_events PRIMARY KEY (event_key)
);
CREATE INDEX ON adt_events (encounter_id);
CREATE INDEX ON adt_events (hospital_id, recorded_at);
-- A stay rarely becomes observation (A07), and many KPIs ask whether it did.
CREATE INDEX ON adt_events (encounter_id) WHERE trigger = 'A07';
CREATE INDEX ON adt_events (cancels) WHERE cancels IS NOT NULL;
CREATE INDEX ON adt_events (bed_id, occurred_at) WHERE trigger = 'A20';
COMMENT ON TABLE adt_events IS
'Events of the messages, each once, with what the message says beside it.';
COMMENT ON COLUMN adt_events.event_key IS
'Number of the event: encounter_id * 100 + a number in order of occurrence; negative for beds.';
COMMENT ON COLUMN adt_events.trigger IS
'HL7 trigger event, such as A01 (admit), A02 (transfer), A03 (discharge).';
COMMENT ON COLUMN adt_events.hospital_id IS 'The hospital.';
COMMENT ON COLUMN adt_events.encounter_id IS
'The encounter; null for A20 (bed status). It is no foreign key, because A05 comes before the '
'encounter.';
COMMENT ON COLUMN adt_events.bed_id IS 'The new bed or station; for A20 the bed whose status changes.';
COMMENT ON COLUMN adt_events.from_bed_id IS 'The bed or station before it.';
COMMENT ON COLUMN adt_events.occurred_at IS 'When it happened.';
COMMENT ON COLUMN adt_events.recorded_at IS 'When it was recorded, at the earliest when it happened.';
COMMENT ON COLUMN adt_events.cancels IS 'The mistaken event that A11, A12 or A13 cancels.';
COMMENT ON COLUMN adt_events.class IS 'Class of the encounter from now on.';
COMMENT ON COLUMN adt_events.service IS 'The service responsible from now on.';
COMMENT ON COLUMN adt_events.esi IS 'Emergency Severity Index, 1 to 5.';
COMMENT ON COLUMN adt_events.early_warning_score IS 'Score of vital signs, 0 to 20.';
COMMENT ON COLUMN adt_events.update IS
'What A08 tells: triage, roomed, provider, decision or expected discharge.';
COMMENT ON COLUMN adt_events.decision IS 'How the stay in the emergency department ends.';
COMMENT ON COLUMN adt_events.disposition IS 'Where the patient went: UB-04 code.';
COMMENT ON COLUMN adt_events.expected_discharge_on IS 'Day on which the patient is expected to leave.';
COMMENT ON COLUMN adt_events.bed_status IS
'HL7 table 0116, for A20: U free, H being cleaned, K waits for cleaning, C closed.';
COMMENT ON COLUMN adt_events.patient_id IS 'The patient; null for A20.';
COMMENT ON COLUMN adt_events.arrival_mode IS
'How the patient came: walk-in, ambulance, scheduled, direct, clinic or transfer.';
COMMENT ON COLUMN adt_events.admission_source IS 'Code of HL7 table 0023.';
COMMENT ON COLUMN adt_events.complaint_id IS 'The complaint with which the patient arrived.';
COMMENT ON COLUMN adt_events.condition_id IS 'The diagnosis at discharge (A03).';
COMMENT ON COLUMN adt_events.bed_reason IS 'Why the bed was needed, where the event enters a bed.';
COMMENT ON COLUMN adt_events.outlier IS
'True when the unit of the bed is not of the patient''s own service and level.';
COMMENT ON COLUMN adt_events.triage_color IS 'Color of the South African Triage Scale, with triage.';
COMMENT ON COLUMN adt_events.staff_id IS 'Who did it, where the message says so.';
COMMENT ON COLUMN adt_events.message_number IS 'The message in the bronze schema that told it first.';

CREATE TABLE patients (
    patient_id bigint NOT NULL,
    first_name text,
    last_name text,
    date_of_birth date,
    gender text,
    zipcode text,
    state text,
    CONSTRAINT pk_patients PRIMARY KEY (patient_id)
);
COMMENT ON TABLE patients IS
'Patients as messages name them (PID): the newest message of each counts.';
COMMENT ON COLUMN patients.patient_id IS 'Number of the patient, from 1.';
COMMENT ON COLUMN patients.first_name IS 'First name, without prefix (invented).';
COMMENT ON COLUMN patients.last_name IS 'Last name (invented).';
COMMENT ON COLUMN patients.date_of_birth IS 'Date of birth.';
COMMENT ON COLUMN patients.gender IS 'Female, Male or Other.';
COMMENT ON COLUMN patients.zipcode IS 'ZIP code of the home; zip_codes has its city.';
COMMENT ON COLUMN patients.state IS 'State of the home, always the state of the ZIP code.';
