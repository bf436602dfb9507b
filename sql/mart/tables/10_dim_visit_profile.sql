CREATE TABLE dim_visit_profile (
    visit_profile_key integer NOT NULL,
    severity_rank smallint NOT NULL,
    severity text NOT NULL,
    test_result text NOT NULL,
    payment_plan text NOT NULL,
    encounter_class text NOT NULL,
    arrival_mode text NOT NULL,
    admission_source_code text NOT NULL,
    admission_source text NOT NULL,
    disposition_code text NOT NULL,
    disposition text NOT NULL,
    CONSTRAINT pk_dim_visit_profile PRIMARY KEY (visit_profile_key),
    CONSTRAINT ck_dim_visit_profile_severity_rank CHECK (severity_rank BETWEEN 0 AND 4),
    CONSTRAINT ck_dim_visit_profile_severity CHECK (
        severity IN ('Normal', 'Mild', 'Moderate', 'Severe', 'None')
    ),
    CONSTRAINT ck_dim_visit_profile_test_result CHECK (
        test_result IN ('Positive', 'Negative', 'Inconclusive', 'None')
    ),
    CONSTRAINT ck_dim_visit_profile_payment_plan CHECK (payment_plan IN ('Full', 'Incremental', 'None'))
);

COMMENT ON TABLE dim_visit_profile IS
'One row for each combination of the short properties of a visit (a junk dimension); row 0 has none of them.';
COMMENT ON COLUMN dim_visit_profile.visit_profile_key IS
'Number of the combination, made for this mart: combinations in the order of their values; 0: none.';
COMMENT ON COLUMN dim_visit_profile.severity_rank IS
'1 (Normal) to 4 (Severe); 0: none. Sort severity by it. Never sum it.';
COMMENT ON COLUMN dim_visit_profile.severity IS
'How serious the case is: Normal, Mild, Moderate or Severe; None in rows without a visit.';
COMMENT ON COLUMN dim_visit_profile.test_result IS
'Positive, Negative or Inconclusive; None in rows without a visit.';
COMMENT ON COLUMN dim_visit_profile.payment_plan IS
'Full or Incremental (due after 12 months); None in rows without a visit.';
COMMENT ON COLUMN dim_visit_profile.encounter_class IS
'emergency, observation, inpatient or outpatient; None without operations.';
COMMENT ON COLUMN dim_visit_profile.arrival_mode IS
'walk-in, ambulance, scheduled, direct, clinic or transfer; None without operations.';
COMMENT ON COLUMN dim_visit_profile.admission_source_code IS
'Code of HL7 table 0023 of where the patient came from, such as 1; None without operations.';
COMMENT ON COLUMN dim_visit_profile.admission_source IS
'Where the patient came from: Home, Clinic, Other hospital, Nursing facility or Other facility; None '
'without operations.';
COMMENT ON COLUMN dim_visit_profile.disposition_code IS
'UB-04 code of where the patient went, such as 01; None while here, and without operations.';
COMMENT ON COLUMN dim_visit_profile.disposition IS
'Where the patient went, in words, such as Home; None while here, and without operations.';
