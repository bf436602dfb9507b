CREATE TABLE dim_diagnosis (
    diagnosis_key smallint NOT NULL,
    is_follow_up_code boolean,
    icd10_code text NOT NULL,
    icd10_category text NOT NULL,
    diagnosis_name text NOT NULL,
    CONSTRAINT pk_dim_diagnosis PRIMARY KEY (diagnosis_key)
);

COMMENT ON TABLE dim_diagnosis IS 'One row for each ICD-10-CM code of each condition, and row 0 for none.';
COMMENT ON COLUMN dim_diagnosis.diagnosis_key IS
'Number of the diagnosis, made for this mart: codes in the order of their conditions; 0: none.';
COMMENT ON COLUMN dim_diagnosis.is_follow_up_code IS
'True when only follow-ups have the code; null in row 0.';
COMMENT ON COLUMN dim_diagnosis.icd10_code IS 'ICD-10-CM code, such as I63.9.';
COMMENT ON COLUMN dim_diagnosis.icd10_category IS
'First three characters of the code: its ICD-10 category, such as I63.';
COMMENT ON COLUMN dim_diagnosis.diagnosis_name IS 'What the code says in words.';
