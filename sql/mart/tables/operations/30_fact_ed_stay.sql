-- Stays in emergency departments. Dates and hours are in the local time of the hospital; columns _at are
-- moments.

CREATE TABLE fact_ed_stay (
    encounter_id bigint NOT NULL,
    visit_id bigint,
    arrived_at timestamptz NOT NULL,
    triaged_at timestamptz,
    roomed_at timestamptz,
    provider_at timestamptz,
    decision_at timestamptz,
    departed_at timestamptz,
    patient_key integer NOT NULL,
    hospital_key integer NOT NULL,
    unit_key integer NOT NULL,
    awaited_unit_key integer NOT NULL,
    station_key integer NOT NULL,
    provider_key integer NOT NULL,
    arrived_date date NOT NULL,
    departed_date date,
    condition_key smallint NOT NULL,
    complaint_key smallint NOT NULL,
    ed_profile_key smallint NOT NULL,
    boarding_reason_key smallint NOT NULL,
    arrived_hour_key smallint NOT NULL,
    early_warning_score smallint,
    is_here boolean NOT NULL,
    is_seen boolean NOT NULL,
    is_left_unseen boolean NOT NULL,
    is_admitted boolean NOT NULL,
    is_boarded_over_4_hours boolean NOT NULL,
    triage_minutes numeric(9, 2),
    room_minutes numeric(9, 2),
    provider_minutes numeric(9, 2),
    decision_minutes numeric(9, 2),
    stay_minutes numeric(9, 2),
    boarding_minutes numeric(9, 2),
    CONSTRAINT pk_fact_ed_stay PRIMARY KEY (encounter_id),
    CONSTRAINT ck_fact_ed_stay_is_here CHECK (is_here = (departed_at IS NULL)),
    CONSTRAINT ck_fact_ed_stay_is_seen CHECK (is_seen = (provider_at IS NOT NULL)),
    CONSTRAINT ck_fact_ed_stay_is_left_unseen CHECK (NOT (is_left_unseen AND (is_seen OR is_admitted))),
    CONSTRAINT ck_fact_ed_stay_boarding_reason_key CHECK ((boarding_reason_key > 0) = is_admitted),
    CONSTRAINT ck_fact_ed_stay_boarding_minutes CHECK (
        boarding_minutes IS NULL OR (is_admitted AND boarding_minutes >= 0)
    ),
    CONSTRAINT ck_fact_ed_stay_stay_minutes CHECK ((stay_minutes IS NULL) = is_here AND stay_minutes >= 0),
    CONSTRAINT fk_fact_ed_stay_patient_key FOREIGN KEY (patient_key) REFERENCES dim_patient (patient_key),
    CONSTRAINT fk_fact_ed_stay_hospital_key
    FOREIGN KEY (hospital_key) REFERENCES dim_hospital (hospital_key),
    CONSTRAINT fk_fact_ed_stay_unit_key FOREIGN KEY (unit_key) REFERENCES dim_unit (unit_key),
    CONSTRAINT fk_fact_ed_stay_awaited_unit_key
    FOREIGN KEY (awaited_unit_key) REFERENCES dim_unit (unit_key),
    CONSTRAINT fk_fact_ed_stay_station_key FOREIGN KEY (station_key) REFERENCES dim_bed (bed_key),
    CONSTRAINT fk_fact_ed_stay_provider_key FOREIGN KEY (provider_key) REFERENCES dim_staff (staff_key),
    CONSTRAINT fk_fact_ed_stay_arrived_date FOREIGN KEY (arrived_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_ed_stay_departed_date FOREIGN KEY (departed_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_ed_stay_condition_key
    FOREIGN KEY (condition_key) REFERENCES dim_condition (condition_key),
    CONSTRAINT fk_fact_ed_stay_complaint_key
    FOREIGN KEY (complaint_key) REFERENCES dim_complaint (complaint_key),
    CONSTRAINT fk_fact_ed_stay_ed_profile_key
    FOREIGN KEY (ed_profile_key) REFERENCES dim_ed_profile (ed_profile_key),
    CONSTRAINT fk_fact_ed_stay_boarding_reason_key
    FOREIGN KEY (boarding_reason_key) REFERENCES dim_boarding_reason (boarding_reason_key),
    CONSTRAINT fk_fact_ed_stay_arrived_hour_key
    FOREIGN KEY (arrived_hour_key) REFERENCES dim_hour (hour_key)
);
COMMENT ON TABLE fact_ed_stay IS
'One row for each stay in an emergency department. Most patients go home from the emergency department '
'without a visit and a bill: they are only here and in fact_encounter.';
COMMENT ON COLUMN fact_ed_stay.encounter_id IS 'Number of the encounter that began with this stay.';
COMMENT ON COLUMN fact_ed_stay.visit_id IS
'Visit that was billed for it; null before its bill, and for patients who go home from the emergency '
'department without a visit.';
COMMENT ON COLUMN fact_ed_stay.arrived_at IS 'When the patient arrived.';
COMMENT ON COLUMN fact_ed_stay.triaged_at IS 'When a nurse had assessed the patient; null before.';
COMMENT ON COLUMN fact_ed_stay.roomed_at IS 'When the patient got the station; null before.';
COMMENT ON COLUMN fact_ed_stay.provider_at IS
'When a provider first saw the patient; null before, and for those who left unseen.';
COMMENT ON COLUMN fact_ed_stay.decision_at IS 'When it was decided how the stay ends; null before.';
COMMENT ON COLUMN fact_ed_stay.departed_at IS
'When the patient left the emergency department; null while there.';
COMMENT ON COLUMN fact_ed_stay.patient_key IS 'The patient.';
COMMENT ON COLUMN fact_ed_stay.hospital_key IS 'The hospital.';
COMMENT ON COLUMN fact_ed_stay.unit_key IS 'The emergency department.';
COMMENT ON COLUMN fact_ed_stay.awaited_unit_key IS
'Ward that the admitted patient got in the end; 0 without a bed.';
COMMENT ON COLUMN fact_ed_stay.station_key IS 'Station; 0 when the patient waits, or was seen without one.';
COMMENT ON COLUMN fact_ed_stay.provider_key IS 'Who first cared for the patient, as of that day; 0 before.';
COMMENT ON COLUMN fact_ed_stay.arrived_date IS
'Local day of arrival. Charts by month use this date unless they say something else.';
COMMENT ON COLUMN fact_ed_stay.departed_date IS
'Local day of departure from the emergency department; null while there.';
COMMENT ON COLUMN fact_ed_stay.condition_key IS
'The condition; 0 for patients who go home from the emergency department without a visit.';
COMMENT ON COLUMN fact_ed_stay.complaint_key IS
'The complaint with which the patient arrived; 0 when none was noted.';
COMMENT ON COLUMN fact_ed_stay.ed_profile_key IS 'Triage and decision.';
COMMENT ON COLUMN fact_ed_stay.boarding_reason_key IS
'Why the admitted patient waited for a bed; 0 when not admitted.';
COMMENT ON COLUMN fact_ed_stay.arrived_hour_key IS 'Local hour of arrival.';
COMMENT ON COLUMN fact_ed_stay.early_warning_score IS
'Score of vital signs at triage, 0 to 20; null before triage. Never sum.';
COMMENT ON COLUMN fact_ed_stay.is_here IS 'True while the patient is in the emergency department.';
COMMENT ON COLUMN fact_ed_stay.is_seen IS 'True when a provider saw the patient.';
COMMENT ON COLUMN fact_ed_stay.is_left_unseen IS 'True when the patient left without being seen.';
COMMENT ON COLUMN fact_ed_stay.is_admitted IS 'True when the decision was to admit.';
COMMENT ON COLUMN fact_ed_stay.is_boarded_over_4_hours IS
'True when an admitted patient departed over 4 hours after the decision.';
COMMENT ON COLUMN fact_ed_stay.triage_minutes IS 'Minutes from arrival to triage; null before.';
COMMENT ON COLUMN fact_ed_stay.room_minutes IS 'Minutes from arrival to the station; null without one.';
COMMENT ON COLUMN fact_ed_stay.provider_minutes IS
'Minutes from arrival to the first provider (door to provider); null before.';
COMMENT ON COLUMN fact_ed_stay.decision_minutes IS 'Minutes from arrival to the decision; null before.';
COMMENT ON COLUMN fact_ed_stay.stay_minutes IS 'Minutes from arrival to departure; null while there.';
COMMENT ON COLUMN fact_ed_stay.boarding_minutes IS
'Minutes from the decision to admit to departure; null when not admitted, and while there.';
