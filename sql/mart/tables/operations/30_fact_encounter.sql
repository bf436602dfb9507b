-- Encounters. Dates and hours are in the local time of the hospital; columns _at are moments.

CREATE TABLE fact_encounter (
    encounter_id bigint NOT NULL,
    visit_id bigint,
    arrived_at timestamptz NOT NULL,
    admitted_at timestamptz,
    ready_at timestamptz,
    left_at timestamptz,
    patient_key integer NOT NULL,
    hospital_key integer NOT NULL,
    encounter_profile_key integer NOT NULL,
    first_unit_key integer NOT NULL,
    last_unit_key integer NOT NULL,
    last_bed_key integer NOT NULL,
    admitting_staff_key integer NOT NULL,
    arrived_date date NOT NULL,
    admitted_date date,
    left_date date,
    expected_discharge_date date,
    condition_key smallint NOT NULL,
    complaint_key smallint NOT NULL,
    arrived_hour_key smallint NOT NULL,
    left_hour_key smallint,
    age_years smallint NOT NULL,
    moves smallint NOT NULL,
    is_here boolean NOT NULL,
    is_ed boolean NOT NULL,
    is_admitted boolean NOT NULL,
    is_icu boolean NOT NULL,
    is_outlier boolean NOT NULL,
    is_died boolean NOT NULL,
    hours numeric(9, 2),
    bed_hours numeric(9, 2) NOT NULL,
    boarded_hours numeric(9, 2) NOT NULL,
    delay_hours numeric(9, 2),
    CONSTRAINT pk_fact_encounter PRIMARY KEY (encounter_id),
    CONSTRAINT ck_fact_encounter_is_here CHECK (is_here = (left_at IS NULL)),
    CONSTRAINT ck_fact_encounter_hours CHECK ((hours IS NULL) = (left_at IS NULL) AND hours >= 0),
    CONSTRAINT ck_fact_encounter_left_date CHECK ((left_date IS NULL) = (left_at IS NULL)),
    CONSTRAINT ck_fact_encounter_is_admitted CHECK (is_admitted = (admitted_at IS NOT NULL)),
    CONSTRAINT ck_fact_encounter_age_years CHECK (age_years BETWEEN 0 AND 140),
    CONSTRAINT ck_fact_encounter_bed_hours CHECK (bed_hours >= 0),
    CONSTRAINT ck_fact_encounter_boarded_hours CHECK (boarded_hours >= 0),
    CONSTRAINT ck_fact_encounter_delay_hours CHECK (delay_hours >= 0),
    CONSTRAINT ck_fact_encounter_moves CHECK (moves >= 0),
    CONSTRAINT fk_fact_encounter_patient_key FOREIGN KEY (patient_key) REFERENCES dim_patient (patient_key),
    CONSTRAINT fk_fact_encounter_hospital_key
    FOREIGN KEY (hospital_key) REFERENCES dim_hospital (hospital_key),
    CONSTRAINT fk_fact_encounter_encounter_profile_key
    FOREIGN KEY (encounter_profile_key) REFERENCES dim_encounter_profile (encounter_profile_key),
    CONSTRAINT fk_fact_encounter_first_unit_key FOREIGN KEY (first_unit_key) REFERENCES dim_unit (unit_key),
    CONSTRAINT fk_fact_encounter_last_unit_key FOREIGN KEY (last_unit_key) REFERENCES dim_unit (unit_key),
    CONSTRAINT fk_fact_encounter_last_bed_key FOREIGN KEY (last_bed_key) REFERENCES dim_bed (bed_key),
    CONSTRAINT fk_fact_encounter_admitting_staff_key
    FOREIGN KEY (admitting_staff_key) REFERENCES dim_staff (staff_key),
    CONSTRAINT fk_fact_encounter_arrived_date FOREIGN KEY (arrived_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_encounter_admitted_date FOREIGN KEY (admitted_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_encounter_left_date FOREIGN KEY (left_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_encounter_expected_discharge_date
    FOREIGN KEY (expected_discharge_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_encounter_condition_key
    FOREIGN KEY (condition_key) REFERENCES dim_condition (condition_key),
    CONSTRAINT fk_fact_encounter_complaint_key
    FOREIGN KEY (complaint_key) REFERENCES dim_complaint (complaint_key),
    CONSTRAINT fk_fact_encounter_arrived_hour_key
    FOREIGN KEY (arrived_hour_key) REFERENCES dim_hour (hour_key),
    CONSTRAINT fk_fact_encounter_left_hour_key FOREIGN KEY (left_hour_key) REFERENCES dim_hour (hour_key)
);
COMMENT ON TABLE fact_encounter IS
'One row for each arrival of a patient at a hospital, also of patients who are still here or had no bill.';
COMMENT ON COLUMN fact_encounter.encounter_id IS 'Number of the encounter.';
COMMENT ON COLUMN fact_encounter.visit_id IS
'Visit that was billed for it; null before its bill, and for patients who go home from the emergency '
'department without a visit.';
COMMENT ON COLUMN fact_encounter.arrived_at IS 'When the patient arrived and was registered.';
COMMENT ON COLUMN fact_encounter.admitted_at IS 'When the patient was admitted; null when not.';
COMMENT ON COLUMN fact_encounter.ready_at IS
'When the patient was medically ready to leave; only after admission.';
COMMENT ON COLUMN fact_encounter.left_at IS 'When the patient left; null while still here.';
COMMENT ON COLUMN fact_encounter.patient_key IS 'The patient.';
COMMENT ON COLUMN fact_encounter.hospital_key IS 'The hospital.';
COMMENT ON COLUMN fact_encounter.encounter_profile_key IS
'Class, arrival mode, source, service and disposition.';
COMMENT ON COLUMN fact_encounter.first_unit_key IS 'First ward of the patient; 0 without a bed in a ward.';
COMMENT ON COLUMN fact_encounter.last_unit_key IS
'Unit where the patient is now, or was last: a ward, or the emergency department.';
COMMENT ON COLUMN fact_encounter.last_bed_key IS
'Bed or station where the patient is now, or was last; 0 without one.';
COMMENT ON COLUMN fact_encounter.admitting_staff_key IS
'Who admitted the patient, as of that day; 0 when nobody did.';
COMMENT ON COLUMN fact_encounter.arrived_date IS
'Local day of arrival. Charts by month use this date unless they say something else.';
COMMENT ON COLUMN fact_encounter.admitted_date IS
'Local day of admission; null when the patient was not admitted.';
COMMENT ON COLUMN fact_encounter.left_date IS 'Local day of leaving; null while the patient is still here.';
COMMENT ON COLUMN fact_encounter.expected_discharge_date IS
'Day on which the patient is expected to leave (a plan, it can be after today).';
COMMENT ON COLUMN fact_encounter.condition_key IS
'The condition; 0 for patients who go home from the emergency department without a visit.';
COMMENT ON COLUMN fact_encounter.complaint_key IS
'The complaint with which the patient arrived; 0 when none was noted.';
COMMENT ON COLUMN fact_encounter.arrived_hour_key IS 'Local hour of arrival.';
COMMENT ON COLUMN fact_encounter.left_hour_key IS
'Local hour of leaving; null while the patient is still here.';
COMMENT ON COLUMN fact_encounter.age_years IS 'Age in whole years on the day of arrival. Never sum.';
COMMENT ON COLUMN fact_encounter.moves IS 'Moves from one bed of a ward to another.';
COMMENT ON COLUMN fact_encounter.is_here IS 'True while the patient is still in the hospital.';
COMMENT ON COLUMN fact_encounter.is_ed IS 'True when the encounter began in the emergency department.';
COMMENT ON COLUMN fact_encounter.is_admitted IS
'True when the patient was admitted, for observation or as an inpatient.';
COMMENT ON COLUMN fact_encounter.is_icu IS 'True when the patient was in intensive care.';
COMMENT ON COLUMN fact_encounter.is_outlier IS
'True when a bed was in a unit that is not of the patient''s service and level, which were full.';
COMMENT ON COLUMN fact_encounter.is_died IS 'True when the patient died in the hospital (disposition 20).';
COMMENT ON COLUMN fact_encounter.hours IS 'Hours from arrival to leaving; null while still here.';
COMMENT ON COLUMN fact_encounter.bed_hours IS
'Hours in beds of wards, up to the end of the dataset''s today.';
COMMENT ON COLUMN fact_encounter.boarded_hours IS
'Hours in the emergency department after the decision to admit, up to the end of the dataset''s today.';
COMMENT ON COLUMN fact_encounter.delay_hours IS
'Hours from medically ready to leaving; null before leaving, and when not admitted.';
