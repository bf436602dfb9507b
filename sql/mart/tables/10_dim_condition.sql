CREATE TABLE dim_condition (
    condition_key smallint NOT NULL,
    is_adult_only boolean,
    is_same_day_possible boolean,
    condition_name text NOT NULL,
    condition_icd10_code text NOT NULL,
    condition_category text NOT NULL,
    CONSTRAINT pk_dim_condition PRIMARY KEY (condition_key),
    CONSTRAINT uq_dim_condition_condition_name UNIQUE (condition_name)
);

COMMENT ON TABLE dim_condition IS
'One row for each condition that patients are seen for, and row 0 for none.';
COMMENT ON COLUMN dim_condition.condition_key IS
'Number of the condition, condition_id in the warehouse; 0: none.';
COMMENT ON COLUMN dim_condition.is_adult_only IS 'True when patients under 18 never have it; null in row 0.';
COMMENT ON COLUMN dim_condition.is_same_day_possible IS
'True when a patient may be discharged on the day of admission; null in row 0.';
COMMENT ON COLUMN dim_condition.condition_name IS 'Name of the condition, such as Asthma.';
COMMENT ON COLUMN dim_condition.condition_icd10_code IS
'Default ICD-10-CM code of the condition. dim_diagnosis has the code of each visit.';
COMMENT ON COLUMN dim_condition.condition_category IS
'How it behaves: chronic, complex, acute, minor, depression or inpatient.';
