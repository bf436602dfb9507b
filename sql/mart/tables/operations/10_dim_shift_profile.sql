-- What shifts have in common. The role is here, too: an open shift has no person.

CREATE TABLE dim_shift_profile (
    shift_profile_key smallint NOT NULL,
    shift_type text NOT NULL,
    shift_starts text NOT NULL,
    is_on_call boolean,
    shift_role text NOT NULL,
    shift_staff_group text NOT NULL,
    is_nurse_shift boolean,
    shift_source text NOT NULL,
    shift_status text NOT NULL,
    CONSTRAINT pk_dim_shift_profile PRIMARY KEY (shift_profile_key)
);
COMMENT ON TABLE dim_shift_profile IS
'One row for each combination of shift type, role, source and status that occurs.';
COMMENT ON COLUMN dim_shift_profile.shift_profile_key IS 'Key of the combination; 0 is None.';
COMMENT ON COLUMN dim_shift_profile.shift_type IS 'Name of the shift type, such as night 12.';
COMMENT ON COLUMN dim_shift_profile.shift_starts IS 'Local time at which this type begins, such as 19:00.';
COMMENT ON COLUMN dim_shift_profile.is_on_call IS
'True when people are on call: they work only when they are called; null in row 0.';
COMMENT ON COLUMN dim_shift_profile.shift_role IS 'Role that works the shift.';
COMMENT ON COLUMN dim_shift_profile.shift_staff_group IS
'medical, nursing, allied health, support or management.';
COMMENT ON COLUMN dim_shift_profile.is_nurse_shift IS
'True for roles that count in the number of patients per nurse, such as registered nurses; not for '
'practical nurses and nursing assistants. Null in row 0.';
COMMENT ON COLUMN dim_shift_profile.shift_source IS
'own (by the pattern of the post), float, overtime or agency; None while the shift is open.';
COMMENT ON COLUMN dim_shift_profile.shift_status IS
'at work, worked, standby (on call, not called), absent (the person did not come) or open (nobody).';
