-- What runs of ambulances have in common.

CREATE TABLE dim_run_profile (
    run_profile_key smallint NOT NULL,
    purpose text NOT NULL,
    operator text NOT NULL,
    priority text NOT NULL,
    ambulance_care text NOT NULL,
    is_lights boolean,
    CONSTRAINT pk_dim_run_profile PRIMARY KEY (run_profile_key)
);
COMMENT ON TABLE dim_run_profile IS
'One row for each combination of purpose, operator, priority, care and lights that occurs.';
COMMENT ON COLUMN dim_run_profile.run_profile_key IS 'Key of the combination; 0 is None.';
COMMENT ON COLUMN dim_run_profile.purpose IS
'emergency (to the emergency department) or transfer (to another facility).';
COMMENT ON COLUMN dim_run_profile.operator IS
'own, or other: another service came because no own ambulance was free.';
COMMENT ON COLUMN dim_run_profile.priority IS
'Priority of the call, Echo (highest) to Omega; None for transfers.';
COMMENT ON COLUMN dim_run_profile.ambulance_care IS 'Care that was sent: basic, advanced or critical care.';
COMMENT ON COLUMN dim_run_profile.is_lights IS
'True when the ambulance drove to the scene with lights and sirens; null in row 0.';
