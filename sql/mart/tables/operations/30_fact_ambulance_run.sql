-- Runs of ambulances. Dates and hours are in the local time of the hospital; columns _at are moments.

CREATE TABLE fact_ambulance_run (
    run_id bigint NOT NULL,
    encounter_id bigint NOT NULL,
    called_at timestamptz NOT NULL,
    arrived_at timestamptz NOT NULL,
    offloaded_at timestamptz,
    available_at timestamptz,
    vehicle_id integer,
    patient_key integer NOT NULL,
    hospital_key integer NOT NULL,
    driver_key integer NOT NULL,
    attendant_key integer NOT NULL,
    called_date date NOT NULL,
    arrived_date date NOT NULL,
    run_profile_key smallint NOT NULL,
    called_hour_key smallint NOT NULL,
    miles numeric(5, 1) NOT NULL,
    dispatch_minutes numeric(9, 2) NOT NULL,
    turnout_minutes numeric(9, 2) NOT NULL,
    travel_minutes numeric(9, 2) NOT NULL,
    response_minutes numeric(9, 2) NOT NULL,
    scene_minutes numeric(9, 2) NOT NULL,
    transport_minutes numeric(9, 2) NOT NULL,
    offload_minutes numeric(9, 2),
    clear_minutes numeric(9, 2),
    CONSTRAINT pk_fact_ambulance_run PRIMARY KEY (run_id),
    CONSTRAINT ck_fact_ambulance_run_minutes CHECK (
        least(dispatch_minutes, turnout_minutes, travel_minutes, scene_minutes, transport_minutes) >= 0
    ),
    CONSTRAINT ck_fact_ambulance_run_offload_minutes CHECK (
        (offload_minutes IS NULL) = (offloaded_at IS NULL) AND offload_minutes >= 0
    ),
    CONSTRAINT ck_fact_ambulance_run_response_minutes CHECK (response_minutes >= 0),
    CONSTRAINT fk_fact_ambulance_run_patient_key
    FOREIGN KEY (patient_key) REFERENCES dim_patient (patient_key),
    CONSTRAINT fk_fact_ambulance_run_hospital_key
    FOREIGN KEY (hospital_key) REFERENCES dim_hospital (hospital_key),
    CONSTRAINT fk_fact_ambulance_run_driver_key FOREIGN KEY (driver_key) REFERENCES dim_staff (staff_key),
    CONSTRAINT fk_fact_ambulance_run_attendant_key
    FOREIGN KEY (attendant_key) REFERENCES dim_staff (staff_key),
    CONSTRAINT fk_fact_ambulance_run_called_date FOREIGN KEY (called_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_ambulance_run_arrived_date FOREIGN KEY (arrived_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_ambulance_run_run_profile_key
    FOREIGN KEY (run_profile_key) REFERENCES dim_run_profile (run_profile_key),
    CONSTRAINT fk_fact_ambulance_run_called_hour_key
    FOREIGN KEY (called_hour_key) REFERENCES dim_hour (hour_key)
);
COMMENT ON TABLE fact_ambulance_run IS
'One row for each run of an ambulance that brought a patient to the hospital, or to another one.';
COMMENT ON COLUMN fact_ambulance_run.run_id IS 'Number of the run.';
COMMENT ON COLUMN fact_ambulance_run.encounter_id IS 'Number of the encounter of the patient.';
COMMENT ON COLUMN fact_ambulance_run.called_at IS 'When the call came.';
COMMENT ON COLUMN fact_ambulance_run.arrived_at IS 'When it arrived at the hospital or facility.';
COMMENT ON COLUMN fact_ambulance_run.offloaded_at IS 'When the crew handed over the patient; null before.';
COMMENT ON COLUMN fact_ambulance_run.available_at IS 'When the crew was free for the next run; null before.';
COMMENT ON COLUMN fact_ambulance_run.vehicle_id IS 'Number of the vehicle; null for another service.';
COMMENT ON COLUMN fact_ambulance_run.patient_key IS 'The patient.';
COMMENT ON COLUMN fact_ambulance_run.hospital_key IS 'The hospital.';
COMMENT ON COLUMN fact_ambulance_run.driver_key IS 'The driver, as of that day; 0 for another service.';
COMMENT ON COLUMN fact_ambulance_run.attendant_key IS
'Who cared for the patient, as of that day; 0 for another service.';
COMMENT ON COLUMN fact_ambulance_run.called_date IS 'Local day of the call.';
COMMENT ON COLUMN fact_ambulance_run.arrived_date IS 'Local day of the arrival at the hospital or facility.';
COMMENT ON COLUMN fact_ambulance_run.run_profile_key IS 'Purpose, operator, priority, care and lights.';
COMMENT ON COLUMN fact_ambulance_run.called_hour_key IS 'Local hour of the call.';
COMMENT ON COLUMN fact_ambulance_run.miles IS 'Miles with the patient.';
COMMENT ON COLUMN fact_ambulance_run.dispatch_minutes IS 'Minutes from the call until the crew was told.';
COMMENT ON COLUMN fact_ambulance_run.turnout_minutes IS 'Minutes from then until the vehicle drove off.';
COMMENT ON COLUMN fact_ambulance_run.travel_minutes IS 'Minutes from then to the scene.';
COMMENT ON COLUMN fact_ambulance_run.response_minutes IS
'Minutes from the call to the scene: the sum of the three before.';
COMMENT ON COLUMN fact_ambulance_run.scene_minutes IS 'Minutes at the scene.';
COMMENT ON COLUMN fact_ambulance_run.transport_minutes IS
'Minutes from the scene to the hospital or facility.';
COMMENT ON COLUMN fact_ambulance_run.offload_minutes IS
'Minutes from the arrival until the crew handed over the patient; null before.';
COMMENT ON COLUMN fact_ambulance_run.clear_minutes IS
'Minutes from then until the crew was free; null before.';
