CREATE TABLE fact_visit (
    visit_id bigint NOT NULL,
    patient_key integer NOT NULL,
    hospital_key integer NOT NULL,
    doctor_key integer NOT NULL,
    visit_profile_key integer NOT NULL,
    admission_date date NOT NULL,
    discharge_date date NOT NULL,
    condition_key smallint NOT NULL,
    diagnosis_key smallint NOT NULL,
    treatment_key smallint NOT NULL,
    medication_key smallint NOT NULL,
    payer_key smallint NOT NULL,
    age_years smallint NOT NULL,
    stay_nights smallint NOT NULL,
    visit_number smallint NOT NULL,
    quarters_since_first_visit smallint NOT NULL,
    is_same_day boolean NOT NULL,
    is_follow_up boolean NOT NULL,
    is_follow_up_required boolean NOT NULL,
    is_death boolean NOT NULL,
    is_first_in_month boolean NOT NULL,
    is_first_in_quarter boolean NOT NULL,
    is_return_30_days boolean,
    is_unplanned_return_30_days boolean,
    days_to_next_visit smallint,
    CONSTRAINT pk_fact_visit PRIMARY KEY (visit_id),
    CONSTRAINT fk_fact_visit_patient_key FOREIGN KEY (patient_key) REFERENCES dim_patient (patient_key),
    CONSTRAINT fk_fact_visit_hospital_key FOREIGN KEY (hospital_key) REFERENCES dim_hospital (hospital_key),
    CONSTRAINT fk_fact_visit_doctor_key FOREIGN KEY (doctor_key) REFERENCES dim_staff (staff_key),
    CONSTRAINT fk_fact_visit_visit_profile_key FOREIGN KEY (visit_profile_key)
    REFERENCES dim_visit_profile (visit_profile_key),
    CONSTRAINT fk_fact_visit_admission_date FOREIGN KEY (admission_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_visit_discharge_date FOREIGN KEY (discharge_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_visit_condition_key FOREIGN KEY (condition_key)
    REFERENCES dim_condition (condition_key),
    CONSTRAINT fk_fact_visit_diagnosis_key FOREIGN KEY (diagnosis_key)
    REFERENCES dim_diagnosis (diagnosis_key),
    CONSTRAINT fk_fact_visit_treatment_key FOREIGN KEY (treatment_key)
    REFERENCES dim_treatment (treatment_key),
    CONSTRAINT fk_fact_visit_medication_key FOREIGN KEY (medication_key)
    REFERENCES dim_medication (medication_key),
    CONSTRAINT fk_fact_visit_payer_key FOREIGN KEY (payer_key) REFERENCES dim_payer (payer_key),
    CONSTRAINT ck_fact_visit_age_years CHECK (age_years BETWEEN 0 AND 140),
    CONSTRAINT ck_fact_visit_stay_nights CHECK (
        stay_nights = discharge_date - admission_date AND stay_nights >= 0
    ),
    CONSTRAINT ck_fact_visit_is_same_day CHECK (is_same_day = (stay_nights = 0)),
    CONSTRAINT ck_fact_visit_visit_number CHECK (visit_number > 0),
    CONSTRAINT ck_fact_visit_quarters_since_first_visit CHECK (quarters_since_first_visit >= 0),
    CONSTRAINT ck_fact_visit_first_in_quarter CHECK (is_first_in_month OR NOT is_first_in_quarter),
    CONSTRAINT ck_fact_visit_unplanned_is_return CHECK (
        is_return_30_days OR is_unplanned_return_30_days IS NOT TRUE
    ),
    CONSTRAINT ck_fact_visit_returns_known_together CHECK (
        (is_return_30_days IS NULL) = (is_unplanned_return_30_days IS NULL)
    ),
    CONSTRAINT ck_fact_visit_days_to_next_visit CHECK (days_to_next_visit >= 0)
);

COMMENT ON TABLE fact_visit IS
'One row for each visit: a stay of one patient for one condition, billed by the today of the dataset. '
'Patients who go home from an emergency department without a bill have none: count them in fact_ed_stay.';
COMMENT ON COLUMN fact_visit.visit_id IS
'Number of the visit, as in the warehouse. fact_bill has it, too: to look a visit up, not to join the facts.';
COMMENT ON COLUMN fact_visit.patient_key IS 'The patient.';
COMMENT ON COLUMN fact_visit.hospital_key IS 'The hospital visited.';
COMMENT ON COLUMN fact_visit.doctor_key IS
'The doctor who treats: staff_key of dim_staff, as on the day of admission.';
COMMENT ON COLUMN fact_visit.visit_profile_key IS
'Severity, test result, payment plan, and how the patient came and left.';
COMMENT ON COLUMN fact_visit.admission_date IS
'First day of the stay. Charts by month use this date unless they say something else.';
COMMENT ON COLUMN fact_visit.discharge_date IS
'Last day of the stay; the day of admission for a same-day visit.';
COMMENT ON COLUMN fact_visit.condition_key IS 'The condition that the patient is seen for.';
COMMENT ON COLUMN fact_visit.diagnosis_key IS 'The ICD-10-CM code of the visit.';
COMMENT ON COLUMN fact_visit.treatment_key IS 'The treatment given.';
COMMENT ON COLUMN fact_visit.medication_key IS
'The medication prescribed; 0 when the treatment is not a drug.';
COMMENT ON COLUMN fact_visit.payer_key IS
'The payer on the day of admission; 0 when the patient had no insurance.';
COMMENT ON COLUMN fact_visit.age_years IS
'Age in whole years on the day of admission. Never sum it; average or group it.';
COMMENT ON COLUMN fact_visit.stay_nights IS 'Nights in the hospital, 0 for a same-day visit. You may sum it.';
COMMENT ON COLUMN fact_visit.visit_number IS
'1 for the first visit of the patient in the dataset, 2 for the next one. Never sum it; filter or group by '
'it.';
COMMENT ON COLUMN fact_visit.quarters_since_first_visit IS
'Calendar quarters from the first visit of the patient to this one. Never sum it; group by it.';
COMMENT ON COLUMN fact_visit.is_same_day IS
'True when the patient left on the day of admission. You may count it.';
COMMENT ON COLUMN fact_visit.is_follow_up IS
'True when the visit continues an earlier one for the same condition. You may count it.';
COMMENT ON COLUMN fact_visit.is_follow_up_required IS
'True when the patient is asked to come back. You may count it.';
COMMENT ON COLUMN fact_visit.is_death IS 'True when the patient died during the stay. You may count it.';
COMMENT ON COLUMN fact_visit.is_first_in_month IS
'True for the first visit of the patient in a calendar month: their count is the number of patients of the '
'month. Never sum it over months, and filter by month only: with another filter, count distinct '
'patient_key.';
COMMENT ON COLUMN fact_visit.is_first_in_quarter IS
'True for the first visit of the patient in a calendar quarter: their count is the number of patients of '
'the quarter. Never sum it over quarters, and filter by quarter only: with another filter, count distinct '
'patient_key.';
COMMENT ON COLUMN fact_visit.is_return_30_days IS
'True when the patient had another billed visit, at any hospital, within 30 days of the discharge: '
'planned follow-ups count, arrivals in an emergency department without a visit do not. Null when it '
'cannot be judged: less than 30 days have passed by the today of the dataset, or the patient died in the '
'stay.';
COMMENT ON COLUMN fact_visit.is_unplanned_return_30_days IS
'True when the next billed visit of the patient began within 30 days of the discharge and is no '
'follow-up: only the next visit matters. Null as in is_return_30_days. A rate is the count of true by the '
'count of not null. The KPI readmission_30_days_pct counts otherwise: inpatient stays followed by an '
'unscheduled one.';
COMMENT ON COLUMN fact_visit.days_to_next_visit IS
'Days from the discharge to the next visit of the patient; null when there is none yet. Never sum it; '
'average it.';
