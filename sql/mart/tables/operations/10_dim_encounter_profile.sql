-- Short texts of encounters in one place, so that the fact holds one number for them.

CREATE TABLE dim_encounter_profile (
    encounter_profile_key integer NOT NULL,
    encounter_class text NOT NULL,
    arrival_mode text NOT NULL,
    admission_source_code text NOT NULL,
    admission_source text NOT NULL,
    service_name text NOT NULL,
    disposition_code text NOT NULL,
    disposition text NOT NULL,
    is_transfer_out boolean,
    CONSTRAINT pk_dim_encounter_profile PRIMARY KEY (encounter_profile_key)
);
COMMENT ON TABLE dim_encounter_profile IS
'One row for each combination of class, arrival, source, service and disposition that occurs.';
COMMENT ON COLUMN dim_encounter_profile.encounter_profile_key IS 'Key of the combination; 0 is None.';
COMMENT ON COLUMN dim_encounter_profile.encounter_class IS
'emergency, observation, inpatient or outpatient: at its end, or now while it lasts.';
COMMENT ON COLUMN dim_encounter_profile.arrival_mode IS
'walk-in, ambulance, scheduled, direct, clinic or transfer.';
COMMENT ON COLUMN dim_encounter_profile.admission_source_code IS
'Code of HL7 table 0023 for where the patient came from.';
COMMENT ON COLUMN dim_encounter_profile.admission_source IS 'The source in words, such as Home.';
COMMENT ON COLUMN dim_encounter_profile.service_name IS 'Service responsible for the patient.';
COMMENT ON COLUMN dim_encounter_profile.disposition_code IS
'UB-04 code for where the patient went; None while the patient is here.';
COMMENT ON COLUMN dim_encounter_profile.disposition IS
'The disposition in words, such as Home; Still here while the patient is here.';
COMMENT ON COLUMN dim_encounter_profile.is_transfer_out IS
'True when the patient went to another acute hospital (02, 05 and 65); null in row 0.';
