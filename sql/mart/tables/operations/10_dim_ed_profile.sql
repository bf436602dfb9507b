-- Triage and decision of stays in emergency departments.

CREATE TABLE dim_ed_profile (
    ed_profile_key smallint NOT NULL,
    esi smallint,
    esi_label text NOT NULL,
    triage_color text NOT NULL,
    decision text NOT NULL,
    CONSTRAINT pk_dim_ed_profile PRIMARY KEY (ed_profile_key)
);
COMMENT ON TABLE dim_ed_profile IS
'One row for each combination of triage and decision that occurs in emergency departments.';
COMMENT ON COLUMN dim_ed_profile.ed_profile_key IS 'Key of the combination; 0 is None.';
COMMENT ON COLUMN dim_ed_profile.esi IS
'Emergency Severity Index, 1 (most urgent) to 5; null before triage. Never sum.';
COMMENT ON COLUMN dim_ed_profile.esi_label IS
'The index in words, such as 2 Emergent; Not triaged before triage.';
COMMENT ON COLUMN dim_ed_profile.triage_color IS
'South African Triage Scale, such as orange; None where it is not used.';
COMMENT ON COLUMN dim_ed_profile.decision IS
'admit, discharge, transfer, left without being seen, against advice, died; None before the decision.';
