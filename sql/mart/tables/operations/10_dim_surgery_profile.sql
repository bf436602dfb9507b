-- What surgeries have in common.

CREATE TABLE dim_surgery_profile (
    surgery_profile_key smallint NOT NULL,
    urgency text NOT NULL,
    surgery_status text NOT NULL,
    cancel_reason text NOT NULL,
    CONSTRAINT pk_dim_surgery_profile PRIMARY KEY (surgery_profile_key)
);
COMMENT ON TABLE dim_surgery_profile IS
'One row for each combination of urgency, state and reason of cancelling that occurs.';
COMMENT ON COLUMN dim_surgery_profile.surgery_profile_key IS 'Key of the combination; 0 is None.';
COMMENT ON COLUMN dim_surgery_profile.urgency IS 'elective, urgent or emergency.';
COMMENT ON COLUMN dim_surgery_profile.surgery_status IS 'done, under way, waiting or cancelled.';
COMMENT ON COLUMN dim_surgery_profile.cancel_reason IS 'Why it was cancelled; None if it was not.';
