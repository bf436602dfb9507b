-- Surgeries. Those that are planned for a later day are left out. Dates and hours are local; columns _at
-- are moments.

CREATE TABLE fact_surgery (
    surgery_id bigint NOT NULL,
    encounter_id bigint NOT NULL,
    booked_at timestamptz NOT NULL,
    planned_at timestamptz NOT NULL,
    started_at timestamptz,
    ended_at timestamptz,
    cancelled_at timestamptz,
    patient_key integer NOT NULL,
    hospital_key integer NOT NULL,
    unit_key integer NOT NULL,
    room_key integer NOT NULL,
    surgeon_key integer NOT NULL,
    planned_date date NOT NULL,
    started_date date,
    treatment_key smallint NOT NULL,
    surgery_profile_key smallint NOT NULL,
    planned_hour_key smallint NOT NULL,
    is_done boolean NOT NULL,
    is_cancelled boolean NOT NULL,
    booked_ahead_hours numeric(9, 2) NOT NULL,
    late_minutes numeric(9, 2),
    surgery_minutes numeric(9, 2),
    CONSTRAINT pk_fact_surgery PRIMARY KEY (surgery_id),
    CONSTRAINT ck_fact_surgery_is_done CHECK (is_done = (ended_at IS NOT NULL)),
    CONSTRAINT ck_fact_surgery_is_cancelled CHECK (is_cancelled = (cancelled_at IS NOT NULL)),
    CONSTRAINT ck_fact_surgery_started_date CHECK ((started_date IS NULL) = (started_at IS NULL)),
    CONSTRAINT ck_fact_surgery_surgery_minutes CHECK (surgery_minutes > 0),
    CONSTRAINT ck_fact_surgery_surgeon_key CHECK (surgeon_key = 0 OR started_at IS NOT NULL),
    CONSTRAINT fk_fact_surgery_patient_key FOREIGN KEY (patient_key) REFERENCES dim_patient (patient_key),
    CONSTRAINT fk_fact_surgery_hospital_key
    FOREIGN KEY (hospital_key) REFERENCES dim_hospital (hospital_key),
    CONSTRAINT fk_fact_surgery_unit_key FOREIGN KEY (unit_key) REFERENCES dim_unit (unit_key),
    CONSTRAINT fk_fact_surgery_room_key FOREIGN KEY (room_key) REFERENCES dim_bed (bed_key),
    CONSTRAINT fk_fact_surgery_surgeon_key FOREIGN KEY (surgeon_key) REFERENCES dim_staff (staff_key),
    CONSTRAINT fk_fact_surgery_planned_date FOREIGN KEY (planned_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_surgery_started_date FOREIGN KEY (started_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_surgery_treatment_key
    FOREIGN KEY (treatment_key) REFERENCES dim_treatment (treatment_key),
    CONSTRAINT fk_fact_surgery_surgery_profile_key
    FOREIGN KEY (surgery_profile_key) REFERENCES dim_surgery_profile (surgery_profile_key),
    CONSTRAINT fk_fact_surgery_planned_hour_key
    FOREIGN KEY (planned_hour_key) REFERENCES dim_hour (hour_key)
);
COMMENT ON TABLE fact_surgery IS
'One row for each surgery that was planned for the dataset''s today or before, done or cancelled.';
COMMENT ON COLUMN fact_surgery.surgery_id IS
'Number of the surgery: encounter_id * 100 + its number in the encounter.';
COMMENT ON COLUMN fact_surgery.encounter_id IS 'Number of the encounter.';
COMMENT ON COLUMN fact_surgery.booked_at IS 'When it was booked.';
COMMENT ON COLUMN fact_surgery.planned_at IS 'Planned start.';
COMMENT ON COLUMN fact_surgery.started_at IS 'When it began; null if it did not.';
COMMENT ON COLUMN fact_surgery.ended_at IS 'When it ended; null if it did not.';
COMMENT ON COLUMN fact_surgery.cancelled_at IS 'When it was cancelled; null if it was not.';
COMMENT ON COLUMN fact_surgery.patient_key IS 'The patient.';
COMMENT ON COLUMN fact_surgery.hospital_key IS 'The hospital.';
COMMENT ON COLUMN fact_surgery.unit_key IS 'The unit of the operating room; 0 before it begins.';
COMMENT ON COLUMN fact_surgery.room_key IS 'The operating room; 0 before it begins.';
COMMENT ON COLUMN fact_surgery.surgeon_key IS 'The surgeon, as of that day; 0 before it begins.';
COMMENT ON COLUMN fact_surgery.planned_date IS 'Local day of the planned start.';
COMMENT ON COLUMN fact_surgery.started_date IS 'Local day on which it began; null if it did not.';
COMMENT ON COLUMN fact_surgery.treatment_key IS 'What is done.';
COMMENT ON COLUMN fact_surgery.surgery_profile_key IS 'Urgency, state and reason of cancelling.';
COMMENT ON COLUMN fact_surgery.planned_hour_key IS 'Local hour of the planned start.';
COMMENT ON COLUMN fact_surgery.is_done IS 'True when it ended.';
COMMENT ON COLUMN fact_surgery.is_cancelled IS 'True when it was cancelled.';
COMMENT ON COLUMN fact_surgery.booked_ahead_hours IS 'Hours from booking to the planned start.';
COMMENT ON COLUMN fact_surgery.late_minutes IS
'Minutes from the planned start to the start, below 0 when early; null if it did not begin.';
COMMENT ON COLUMN fact_surgery.surgery_minutes IS 'Minutes from start to end; null if it did not end.';
