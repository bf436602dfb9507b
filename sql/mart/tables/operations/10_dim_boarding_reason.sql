-- Why a patient boarded: how the awaited ward stood in the hour in which the admission was decided.

CREATE TABLE dim_boarding_reason (
    boarding_reason_key smallint NOT NULL,
    boarding_reason text NOT NULL,
    explanation text NOT NULL,
    CONSTRAINT pk_dim_boarding_reason PRIMARY KEY (boarding_reason_key)
);
COMMENT ON TABLE dim_boarding_reason IS
'One row for each reason why admitted patients wait in the emergency department.';
COMMENT ON COLUMN dim_boarding_reason.boarding_reason_key IS
'Key of the reason; 0 is None: the patient was not admitted from the emergency department.';
COMMENT ON COLUMN dim_boarding_reason.boarding_reason IS 'The reason in a few words, such as Ward full.';
COMMENT ON COLUMN dim_boarding_reason.explanation IS 'How fact_ed_stay finds the reason.';
