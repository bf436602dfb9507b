CREATE TABLE dim_patient (
    patient_key integer NOT NULL,
    birth_date date,
    registered_date date,
    left_date date,
    death_date date,
    patient_latitude double precision,
    patient_longitude double precision,
    patient_gender text NOT NULL,
    patient_blood_type text NOT NULL,
    patient_state text NOT NULL,
    patient_zipcode text NOT NULL,
    patient_name text NOT NULL,
    patient_state_name text NOT NULL,
    patient_city text NOT NULL,
    patient_county text NOT NULL,
    CONSTRAINT pk_dim_patient PRIMARY KEY (patient_key),
    CONSTRAINT ck_dim_patient_patient_gender CHECK (patient_gender IN ('Female', 'Male', 'Other', 'None')),
    CONSTRAINT ck_dim_patient_patient_latitude CHECK (patient_latitude BETWEEN -90 AND 90),
    CONSTRAINT ck_dim_patient_patient_longitude CHECK (patient_longitude BETWEEN -180 AND 180),
    CONSTRAINT ck_dim_patient_registered_after_birth CHECK (registered_date >= birth_date),
    CONSTRAINT ck_dim_patient_dates CHECK (patient_key = 0 OR num_nulls(birth_date, registered_date) = 0)
);

COMMENT ON TABLE dim_patient IS
'One row for each patient as on the today of the dataset (type 1), and row 0 for none. The age is in the '
'facts.';
COMMENT ON COLUMN dim_patient.patient_key IS 'Number of the patient, patient_id in the warehouse; 0: none.';
COMMENT ON COLUMN dim_patient.birth_date IS
'Date of birth. It does not refer to dim_date, whose years begin later.';
COMMENT ON COLUMN dim_patient.registered_date IS 'Day from which the patient is in care.';
COMMENT ON COLUMN dim_patient.left_date IS
'Day on which the patient left; null while in care and after death.';
COMMENT ON COLUMN dim_patient.death_date IS 'Day of death while in care; null while living.';
COMMENT ON COLUMN dim_patient.patient_latitude IS
'Latitude of the home''s ZIP code in degrees north; null where unknown. Never sum it.';
COMMENT ON COLUMN dim_patient.patient_longitude IS
'Longitude of the home''s ZIP code in degrees east (negative in the US); null where unknown. Never sum it.';
COMMENT ON COLUMN dim_patient.patient_gender IS 'Female, Male or Other.';
COMMENT ON COLUMN dim_patient.patient_blood_type IS 'ABO group and Rh factor, such as O+.';
COMMENT ON COLUMN dim_patient.patient_state IS 'Two-letter code of the state of the home, such as CA.';
COMMENT ON COLUMN dim_patient.patient_zipcode IS 'ZIP code of the home; text, because of its leading zeros.';
COMMENT ON COLUMN dim_patient.patient_name IS 'First and last name (invented).';
COMMENT ON COLUMN dim_patient.patient_state_name IS 'Name of the state of the home, such as California.';
COMMENT ON COLUMN dim_patient.patient_city IS 'City of the home.';
COMMENT ON COLUMN dim_patient.patient_county IS 'County of the home; Unknown where the ZIP codes have none.';
