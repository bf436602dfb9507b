-- Encounters and stays: names and columns are those of the warehouse, so the KPI files run here too.

CREATE TABLE encounters (
    encounter_id bigint NOT NULL,
    patient_id bigint,
    hospital_id integer,
    condition_id smallint,
    complaint_id smallint,
    class text,
    arrival_mode text,
    admission_source text,
    service text,
    registered_at timestamptz,
    admitted_at timestamptz,
    ready_at timestamptz,
    left_at timestamptz,
    expected_discharge_on date,
    disposition text,
    CONSTRAINT pk_encounters PRIMARY KEY (encounter_id)
);
CREATE INDEX ON encounters (patient_id);
CREATE INDEX ON encounters (hospital_id, registered_at);
CREATE INDEX ON encounters (hospital_id, left_at);
CREATE INDEX ON encounters (hospital_id, admitted_at) WHERE admitted_at IS NOT NULL;
COMMENT ON TABLE encounters IS
'Encounters as the messages tell them: rebuilt from adt_events whenever one of their events '
'comes.';
COMMENT ON COLUMN encounters.encounter_id IS
'Number of the encounter: patient_id * 10000 + the visit number; + 5000 and up without a visit, '
'+ 9000 and up before a transfer to another hospital of the dataset.';
COMMENT ON COLUMN encounters.patient_id IS 'The patient.';
COMMENT ON COLUMN encounters.hospital_id IS 'The hospital.';
COMMENT ON COLUMN encounters.condition_id IS
'The diagnosis, told at discharge; null before it, and for patients without a visit.';
COMMENT ON COLUMN encounters.complaint_id IS
'The complaint with which the patient arrived; null when none was noted.';
COMMENT ON COLUMN encounters.class IS
'emergency, observation, inpatient or outpatient: at its end, or now while it lasts.';
COMMENT ON COLUMN encounters.arrival_mode IS 'walk-in, ambulance, scheduled, direct, clinic or transfer.';
COMMENT ON COLUMN encounters.admission_source IS
'Code of HL7 table 0023: 1 home, 2 clinic, 4 other hospital, 5 nursing facility, 6 other '
'facility.';
COMMENT ON COLUMN encounters.service IS 'The service responsible for the patient.';
COMMENT ON COLUMN encounters.registered_at IS 'When the patient arrived and was registered.';
COMMENT ON COLUMN encounters.admitted_at IS
'When the patient was admitted, for observation or as an inpatient.';
COMMENT ON COLUMN encounters.ready_at IS
'When the patient was medically ready to leave; only after admission.';
COMMENT ON COLUMN encounters.left_at IS 'When the patient left; null while the patient is still here.';
COMMENT ON COLUMN encounters.expected_discharge_on IS
'Day on which the patient is expected to leave (a plan).';
COMMENT ON COLUMN encounters.disposition IS
'Where the patient went: UB-04 code, such as 01 home, 03 nursing facility, 20 died; null while '
'here.';

CREATE TABLE ed_stays (
    encounter_id bigint NOT NULL,
    arrived_at timestamptz,
    triaged_at timestamptz,
    esi smallint,
    early_warning_score smallint,
    station_id integer,
    roomed_at timestamptz,
    provider_at timestamptz,
    decision_at timestamptz,
    decision text,
    departed_at timestamptz,
    triage_color text,
    CONSTRAINT pk_ed_stays PRIMARY KEY (encounter_id)
);
CREATE INDEX ON ed_stays (departed_at);
COMMENT ON TABLE ed_stays IS 'Stays in an emergency department as the messages tell them.';
COMMENT ON COLUMN ed_stays.encounter_id IS 'The encounter.';
COMMENT ON COLUMN ed_stays.arrived_at IS 'When the patient arrived.';
COMMENT ON COLUMN ed_stays.triaged_at IS 'When a nurse had assessed the patient; null before.';
COMMENT ON COLUMN ed_stays.esi IS 'Emergency Severity Index from triage, 1 (most urgent) to 5.';
COMMENT ON COLUMN ed_stays.early_warning_score IS
'Score of vital signs at triage, 0 to 20, in the manner of NEWS2.';
COMMENT ON COLUMN ed_stays.station_id IS
'The station; null when the patient waits, or was seen without one.';
COMMENT ON COLUMN ed_stays.roomed_at IS 'When the patient got the station.';
COMMENT ON COLUMN ed_stays.provider_at IS 'When a physician or other provider first saw the patient.';
COMMENT ON COLUMN ed_stays.decision_at IS 'When it was decided how the stay ends.';
COMMENT ON COLUMN ed_stays.decision IS
'admit, discharge, transfer, left without being seen, against advice, or died.';
COMMENT ON COLUMN ed_stays.departed_at IS 'When the patient left the emergency department.';
COMMENT ON COLUMN ed_stays.triage_color IS
'South African Triage Scale: red (seen at once), orange (in 10 minutes), yellow (60), green '
'(240), blue (dead on arrival); null where it is not used.';

CREATE TABLE bed_stays (
    encounter_id bigint NOT NULL,
    sequence smallint NOT NULL,
    bed_id integer,
    service text,
    requested_at timestamptz,
    entered_at timestamptz,
    left_at timestamptz,
    reason text,
    outlier boolean,
    CONSTRAINT pk_bed_stays PRIMARY KEY (encounter_id, sequence)
);
CREATE INDEX ON bed_stays (bed_id, entered_at);
COMMENT ON TABLE bed_stays IS
'Bed stays as the messages tell them. With a missing message, two patients can seem to be in a '
'bed.';
COMMENT ON COLUMN bed_stays.encounter_id IS 'The encounter.';
COMMENT ON COLUMN bed_stays.sequence IS 'Number of the bed stay in the encounter, from 1.';
COMMENT ON COLUMN bed_stays.bed_id IS 'The bed.';
COMMENT ON COLUMN bed_stays.service IS 'The service responsible for the patient in this bed.';
COMMENT ON COLUMN bed_stays.requested_at IS 'When a bed was requested.';
COMMENT ON COLUMN bed_stays.entered_at IS 'When the patient came into the bed.';
COMMENT ON COLUMN bed_stays.left_at IS 'When the patient left the bed; null while in it.';
COMMENT ON COLUMN bed_stays.reason IS
'Why the bed was needed: admit, step-up, step-down, lateral or repatriation.';
COMMENT ON COLUMN bed_stays.outlier IS
'True when the unit is not of the patient''s own service and level, which were full.';

CREATE TABLE bed_status_periods (
    bed_id integer NOT NULL,
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    status text,
    CONSTRAINT pk_bed_status_periods PRIMARY KEY (bed_id, began_at)
);
COMMENT ON TABLE bed_status_periods IS
'When beds could take nobody although they were empty, as A20 tells it.';
COMMENT ON COLUMN bed_status_periods.bed_id IS 'The bed.';
COMMENT ON COLUMN bed_status_periods.began_at IS 'When it began.';
COMMENT ON COLUMN bed_status_periods.ended_at IS 'When it ended; null while it lasts.';
COMMENT ON COLUMN bed_status_periods.status IS
'dirty (waits for cleaning), cleaning, or blocked (out of use).';
