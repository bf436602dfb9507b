CREATE TABLE dim_hospital (
    hospital_key integer NOT NULL,
    hospital_name text NOT NULL,
    hospital_zipcode text NOT NULL,
    hospital_city text NOT NULL,
    hospital_county text NOT NULL,
    hospital_state text NOT NULL,
    hospital_state_name text NOT NULL,
    hospital_latitude double precision,
    hospital_longitude double precision,
    hospital_time_zone text NOT NULL,
    CONSTRAINT pk_dim_hospital PRIMARY KEY (hospital_key),
    CONSTRAINT uq_dim_hospital_hospital_name UNIQUE (hospital_name),
    CONSTRAINT ck_dim_hospital_hospital_latitude CHECK (hospital_latitude BETWEEN -90 AND 90),
    CONSTRAINT ck_dim_hospital_hospital_longitude CHECK (hospital_longitude BETWEEN -180 AND 180)
);

COMMENT ON TABLE dim_hospital IS 'One row for each hospital, and row 0 for none.';
COMMENT ON COLUMN dim_hospital.hospital_key IS
'Number of the hospital, hospital_id in the warehouse; 0: none.';
COMMENT ON COLUMN dim_hospital.hospital_name IS 'Name of the hospital (invented).';
COMMENT ON COLUMN dim_hospital.hospital_zipcode IS
'ZIP code of the hospital; text, because of its leading zeros.';
COMMENT ON COLUMN dim_hospital.hospital_city IS 'City of the hospital.';
COMMENT ON COLUMN dim_hospital.hospital_county IS
'County of the hospital; Unknown where the ZIP codes have none.';
COMMENT ON COLUMN dim_hospital.hospital_state IS 'Two-letter code of the state, such as CA.';
COMMENT ON COLUMN dim_hospital.hospital_state_name IS 'Name of the state, such as California.';
COMMENT ON COLUMN dim_hospital.hospital_latitude IS
'Latitude of the ZIP code in degrees north; null where unknown. Never sum it.';
COMMENT ON COLUMN dim_hospital.hospital_longitude IS
'Longitude of the ZIP code in degrees east (negative in the US); null where unknown. Never sum it.';
COMMENT ON COLUMN dim_hospital.hospital_time_zone IS 'IANA name of the time zone, such as America/Chicago.';
