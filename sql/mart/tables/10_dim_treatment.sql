CREATE TABLE dim_treatment (
    treatment_key smallint NOT NULL,
    is_drug boolean,
    is_scheduled boolean,
    is_outpatient boolean,
    treatment_name text NOT NULL,
    CONSTRAINT pk_dim_treatment PRIMARY KEY (treatment_key),
    CONSTRAINT uq_dim_treatment_treatment_name UNIQUE (treatment_name)
);

COMMENT ON TABLE dim_treatment IS 'One row for each treatment that a visit can give, and row 0 for none.';
COMMENT ON COLUMN dim_treatment.treatment_key IS
'Number of the treatment, treatment_id in the warehouse; 0: none.';
COMMENT ON COLUMN dim_treatment.is_drug IS 'True when the treatment is a drug; null in row 0.';
COMMENT ON COLUMN dim_treatment.is_scheduled IS 'True when planned ahead, so on working days; null in row 0.';
COMMENT ON COLUMN dim_treatment.is_outpatient IS 'True when it needs no bed; null in row 0.';
COMMENT ON COLUMN dim_treatment.treatment_name IS 'Name of the treatment, such as Physical Therapy.';
