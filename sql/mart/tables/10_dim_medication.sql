CREATE TABLE dim_medication (
    medication_key smallint NOT NULL,
    is_harmful_in_pregnancy boolean,
    medication_name text NOT NULL,
    CONSTRAINT pk_dim_medication PRIMARY KEY (medication_key),
    CONSTRAINT uq_dim_medication_medication_name UNIQUE (medication_name)
);

COMMENT ON TABLE dim_medication IS 'One row for each medication, and row 0 for visits without one.';
COMMENT ON COLUMN dim_medication.medication_key IS
'Number of the medication, medication_id in the warehouse; 0: none.';
COMMENT ON COLUMN dim_medication.is_harmful_in_pregnancy IS
'True when not prescribed in the 280 days before a delivery; null in row 0.';
COMMENT ON COLUMN dim_medication.medication_name IS 'Generic name of the medication, such as Metformin.';
