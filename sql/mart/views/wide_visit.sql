-- For tools that want one table for each chart. Left joins, because Postgres leaves out the tables whose
-- columns a query does not read; each finds exactly one row.

CREATE VIEW wide_visit AS
SELECT
    f.visit_id,
    f.admission_date,
    f.discharge_date,
    d.year AS admission_year,
    d.year_quarter AS admission_quarter,
    d.month_start AS admission_month_start,
    d.week_start AS admission_week_start,
    d.weekday_number AS admission_weekday_number,
    d.weekday_name AS admission_weekday_name,
    d.is_weekend AS is_admission_weekend,
    d.is_holiday AS is_admission_holiday,
    d.fiscal_year AS admission_fiscal_year,
    d.is_complete_month AS is_admission_complete_month,
    f.patient_key,
    f.age_years,
    p.birth_date,
    p.patient_gender,
    p.patient_zipcode,
    p.patient_city,
    p.patient_county,
    p.patient_state,
    p.patient_latitude,
    p.patient_longitude,
    f.hospital_key,
    h.hospital_name,
    h.hospital_zipcode,
    h.hospital_city,
    h.hospital_state,
    h.hospital_latitude,
    h.hospital_longitude,
    s.staff_name AS doctor_name,
    s.specialty_name AS doctor_specialty,
    c.condition_name,
    c.condition_category,
    g.icd10_code,
    g.diagnosis_name,
    t.treatment_name,
    m.medication_name,
    i.payer_name,
    i.payer_kind,
    v.severity_rank,
    v.severity,
    v.test_result,
    v.payment_plan,
    v.encounter_class,
    v.arrival_mode,
    v.admission_source,
    v.disposition,
    f.stay_nights,
    f.visit_number,
    f.quarters_since_first_visit,
    f.is_same_day,
    f.is_follow_up,
    f.is_follow_up_required,
    f.is_death,
    f.is_first_in_month,
    f.is_first_in_quarter,
    f.is_return_30_days,
    f.is_unplanned_return_30_days,
    f.days_to_next_visit
FROM fact_visit AS f
LEFT JOIN dim_date AS d ON f.admission_date = d.date
LEFT JOIN dim_patient AS p ON f.patient_key = p.patient_key
LEFT JOIN dim_hospital AS h ON f.hospital_key = h.hospital_key
LEFT JOIN dim_staff AS s ON f.doctor_key = s.staff_key
LEFT JOIN dim_condition AS c ON f.condition_key = c.condition_key
LEFT JOIN dim_diagnosis AS g ON f.diagnosis_key = g.diagnosis_key
LEFT JOIN dim_treatment AS t ON f.treatment_key = t.treatment_key
LEFT JOIN dim_medication AS m ON f.medication_key = m.medication_key
LEFT JOIN dim_payer AS i ON f.payer_key = i.payer_key
LEFT JOIN dim_visit_profile AS v ON f.visit_profile_key = v.visit_profile_key;

COMMENT ON VIEW wide_visit IS
'One row for each visit, with the words of all its dimensions: fact_visit as one flat table.';
COMMENT ON COLUMN wide_visit.visit_id IS
'Number of the visit, as in the warehouse. fact_bill has it, too: to look a visit up, not to join the facts.';
COMMENT ON COLUMN wide_visit.admission_date IS
'First day of the stay. Charts by month use this date unless they say something else.';
COMMENT ON COLUMN wide_visit.discharge_date IS
'Last day of the stay; the day of admission for a same-day visit.';
COMMENT ON COLUMN wide_visit.admission_year IS 'Calendar year, such as 2026.';
COMMENT ON COLUMN wide_visit.admission_quarter IS
'Calendar year and quarter, such as 2026-Q4; sorts by time.';
COMMENT ON COLUMN wide_visit.admission_month_start IS
'First day of the month: the time axis of charts by month.';
COMMENT ON COLUMN wide_visit.admission_week_start IS 'Monday of the week: the time axis of charts by week.';
COMMENT ON COLUMN wide_visit.admission_weekday_number IS
'ISO weekday: 1 is Monday, 7 is Sunday. Sort the names of the weekdays by it.';
COMMENT ON COLUMN wide_visit.admission_weekday_name IS 'Name of the weekday in English, such as Sunday.';
COMMENT ON COLUMN wide_visit.is_admission_weekend IS 'True on Saturday and Sunday.';
COMMENT ON COLUMN wide_visit.is_admission_holiday IS
'True on US federal holidays, as observed; null in years for which the dataset lists no holidays.';
COMMENT ON COLUMN wide_visit.admission_fiscal_year IS
'US federal fiscal year: it begins on October 1 of the year before, so October 2026 is in 2027.';
COMMENT ON COLUMN wide_visit.is_admission_complete_month IS
'True when the dataset has the whole month: from its start to its today. Filter by it to compare months.';
COMMENT ON COLUMN wide_visit.patient_key IS 'The patient.';
COMMENT ON COLUMN wide_visit.age_years IS
'Age in whole years on the day of admission. Never sum it; average or group it.';
COMMENT ON COLUMN wide_visit.birth_date IS
'Date of birth. It does not refer to dim_date, whose years begin later.';
COMMENT ON COLUMN wide_visit.patient_gender IS 'Female, Male or Other.';
COMMENT ON COLUMN wide_visit.patient_zipcode IS 'ZIP code of the home; text, because of its leading zeros.';
COMMENT ON COLUMN wide_visit.patient_city IS 'City of the home.';
COMMENT ON COLUMN wide_visit.patient_county IS 'County of the home; Unknown where the ZIP codes have none.';
COMMENT ON COLUMN wide_visit.patient_state IS 'Two-letter code of the state of the home, such as CA.';
COMMENT ON COLUMN wide_visit.patient_latitude IS
'Latitude of the home''s ZIP code in degrees north; null where unknown. Never sum it.';
COMMENT ON COLUMN wide_visit.patient_longitude IS
'Longitude of the home''s ZIP code in degrees east (negative in the US); null where unknown. Never sum it.';
COMMENT ON COLUMN wide_visit.hospital_key IS 'The hospital visited.';
COMMENT ON COLUMN wide_visit.hospital_name IS 'Name of the hospital (invented).';
COMMENT ON COLUMN wide_visit.hospital_zipcode IS
'ZIP code of the hospital; text, because of its leading zeros.';
COMMENT ON COLUMN wide_visit.hospital_city IS 'City of the hospital.';
COMMENT ON COLUMN wide_visit.hospital_state IS 'Two-letter code of the state, such as CA.';
COMMENT ON COLUMN wide_visit.hospital_latitude IS
'Latitude of the ZIP code in degrees north; null where unknown. Never sum it.';
COMMENT ON COLUMN wide_visit.hospital_longitude IS
'Longitude of the ZIP code in degrees east (negative in the US); null where unknown. Never sum it.';
COMMENT ON COLUMN wide_visit.doctor_name IS
'Name of the doctor with title, such as Dr. Jane Smith; None where unknown.';
COMMENT ON COLUMN wide_visit.doctor_specialty IS 'Specialty of the doctor.';
COMMENT ON COLUMN wide_visit.condition_name IS 'Name of the condition, such as Asthma.';
COMMENT ON COLUMN wide_visit.condition_category IS
'How it behaves: chronic, complex, acute, minor, depression or inpatient.';
COMMENT ON COLUMN wide_visit.icd10_code IS 'ICD-10-CM code, such as I63.9.';
COMMENT ON COLUMN wide_visit.diagnosis_name IS 'What the code says in words.';
COMMENT ON COLUMN wide_visit.treatment_name IS 'Name of the treatment, such as Physical Therapy.';
COMMENT ON COLUMN wide_visit.medication_name IS 'Generic name of the medication, such as Metformin.';
COMMENT ON COLUMN wide_visit.payer_name IS
'Name of the payer, or Self-pay; only the public programs are real.';
COMMENT ON COLUMN wide_visit.payer_kind IS
'Kind of coverage: Private, Medicare, Medicaid, Military or Self-pay.';
COMMENT ON COLUMN wide_visit.severity_rank IS
'1 (Normal) to 4 (Severe); 0: none. Sort severity by it. Never sum it.';
COMMENT ON COLUMN wide_visit.severity IS
'How serious the case is: Normal, Mild, Moderate or Severe; None for an encounter without a billed visit.';
COMMENT ON COLUMN wide_visit.test_result IS
'Positive, Negative or Inconclusive; None for an encounter without a billed visit.';
COMMENT ON COLUMN wide_visit.payment_plan IS
'Full or Incremental (due after 12 months); None for an encounter without a billed visit.';
COMMENT ON COLUMN wide_visit.encounter_class IS
'emergency, observation, inpatient or outpatient; None without operations.';
COMMENT ON COLUMN wide_visit.arrival_mode IS
'walk-in, ambulance, scheduled, direct, clinic or transfer; None without operations.';
COMMENT ON COLUMN wide_visit.admission_source IS
'Where the patient came from: Home, Clinic, Other hospital, Nursing facility or Other facility; None '
'without operations.';
COMMENT ON COLUMN wide_visit.disposition IS
'Where the patient went, in words, such as Home; None while here, and without operations.';
COMMENT ON COLUMN wide_visit.stay_nights IS 'Nights in the hospital, 0 for a same-day visit. You may sum it.';
COMMENT ON COLUMN wide_visit.visit_number IS
'1 for the first visit of the patient in the dataset, 2 for the next one. Never sum it; filter or group by '
'it.';
COMMENT ON COLUMN wide_visit.quarters_since_first_visit IS
'Calendar quarters from the first visit of the patient to this one. Never sum it; group by it.';
COMMENT ON COLUMN wide_visit.is_same_day IS
'True when the patient left on the day of admission. You may count it.';
COMMENT ON COLUMN wide_visit.is_follow_up IS
'True when the visit continues an earlier one for the same condition. You may count it.';
COMMENT ON COLUMN wide_visit.is_follow_up_required IS
'True when the patient is asked to come back. You may count it.';
COMMENT ON COLUMN wide_visit.is_death IS 'True when the patient died during the stay. You may count it.';
COMMENT ON COLUMN wide_visit.is_first_in_month IS
'True for the first visit of the patient in a calendar month: their count is the number of patients of the '
'month. Never sum it over months, and filter by month only: with another filter, count distinct '
'patient_key.';
COMMENT ON COLUMN wide_visit.is_first_in_quarter IS
'True for the first visit of the patient in a calendar quarter: their count is the number of patients of '
'the quarter. Never sum it over quarters, and filter by quarter only: with another filter, count distinct '
'patient_key.';
COMMENT ON COLUMN wide_visit.is_return_30_days IS
'True when the patient had another billed visit, at any hospital, within 30 days of the discharge: '
'planned follow-ups count, arrivals in an emergency department without a visit do not. Null when it '
'cannot be judged: less than 30 days have passed by the today of the dataset, or the patient died in the '
'stay.';
COMMENT ON COLUMN wide_visit.is_unplanned_return_30_days IS
'True when the next billed visit of the patient began within 30 days of the discharge and is no '
'follow-up: only the next visit matters. Null as in is_return_30_days. A rate is the count of true by the '
'count of not null. The KPI readmission_30_days_pct counts otherwise: inpatient stays followed by an '
'unscheduled one.';
COMMENT ON COLUMN wide_visit.days_to_next_visit IS
'Days from the discharge to the next visit of the patient; null when there is none yet. Never sum it; '
'average it.';
