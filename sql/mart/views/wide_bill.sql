-- For tools that want one table for each chart. Left joins, because Postgres leaves out the tables whose
-- columns a query does not read; each finds exactly one row.

CREATE VIEW wide_bill AS
SELECT
    f.billing_id,
    f.visit_id,
    f.billed_date,
    f.due_date,
    f.paid_date,
    f.discharge_date,
    d.year AS billed_year,
    d.year_quarter AS billed_quarter,
    d.month_start AS billed_month_start,
    d.week_start AS billed_week_start,
    d.weekday_number AS billed_weekday_number,
    d.weekday_name AS billed_weekday_name,
    d.is_weekend AS is_billed_weekend,
    d.is_holiday AS is_billed_holiday,
    d.fiscal_year AS billed_fiscal_year,
    d.is_complete_month AS is_billed_complete_month,
    f.patient_key,
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
    t.treatment_name,
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
    f.days_to_bill,
    f.days_to_pay,
    f.days_overdue,
    f.is_paid,
    f.is_late,
    f.total_charge_usd,
    f.covered_usd,
    f.owed_usd,
    f.open_usd,
    f.payment_status
FROM fact_bill AS f
LEFT JOIN dim_date AS d ON f.billed_date = d.date
LEFT JOIN dim_patient AS p ON f.patient_key = p.patient_key
LEFT JOIN dim_hospital AS h ON f.hospital_key = h.hospital_key
LEFT JOIN dim_staff AS s ON f.doctor_key = s.staff_key
LEFT JOIN dim_condition AS c ON f.condition_key = c.condition_key
LEFT JOIN dim_treatment AS t ON f.treatment_key = t.treatment_key
LEFT JOIN dim_payer AS i ON f.payer_key = i.payer_key
LEFT JOIN dim_visit_profile AS v ON f.visit_profile_key = v.visit_profile_key;

COMMENT ON VIEW wide_bill IS
'One row for each bill, with the words of all its dimensions: fact_bill as one flat table.';
COMMENT ON COLUMN wide_bill.billing_id IS 'Number of the bill, as in the warehouse.';
COMMENT ON COLUMN wide_bill.visit_id IS
'Number of the visit billed, as in the warehouse: to look it up, not to join the facts.';
COMMENT ON COLUMN wide_bill.billed_date IS
'Date of the bill. Charts by month use this date unless they say something else.';
COMMENT ON COLUMN wide_bill.due_date IS
'Day by which the patient should pay. It can lie up to a year after today.';
COMMENT ON COLUMN wide_bill.paid_date IS 'Day of the payment; null while the bill is open.';
COMMENT ON COLUMN wide_bill.discharge_date IS 'Last day of the stay.';
COMMENT ON COLUMN wide_bill.billed_year IS 'Calendar year, such as 2026.';
COMMENT ON COLUMN wide_bill.billed_quarter IS 'Calendar year and quarter, such as 2026-Q4; sorts by time.';
COMMENT ON COLUMN wide_bill.billed_month_start IS 'First day of the month: the time axis of charts by month.';
COMMENT ON COLUMN wide_bill.billed_week_start IS 'Monday of the week: the time axis of charts by week.';
COMMENT ON COLUMN wide_bill.billed_weekday_number IS
'ISO weekday: 1 is Monday, 7 is Sunday. Sort the names of the weekdays by it.';
COMMENT ON COLUMN wide_bill.billed_weekday_name IS 'Name of the weekday in English, such as Sunday.';
COMMENT ON COLUMN wide_bill.is_billed_weekend IS 'True on Saturday and Sunday.';
COMMENT ON COLUMN wide_bill.is_billed_holiday IS
'True on US federal holidays, as observed; null in years for which the dataset lists no holidays.';
COMMENT ON COLUMN wide_bill.billed_fiscal_year IS
'US federal fiscal year: it begins on October 1 of the year before, so October 2026 is in 2027.';
COMMENT ON COLUMN wide_bill.is_billed_complete_month IS
'True when the dataset has the whole month: from its start to its today. Filter by it to compare months.';
COMMENT ON COLUMN wide_bill.patient_key IS 'The patient.';
COMMENT ON COLUMN wide_bill.birth_date IS
'Date of birth. It does not refer to dim_date, whose years begin later.';
COMMENT ON COLUMN wide_bill.patient_gender IS 'Female, Male or Other.';
COMMENT ON COLUMN wide_bill.patient_zipcode IS 'ZIP code of the home; text, because of its leading zeros.';
COMMENT ON COLUMN wide_bill.patient_city IS 'City of the home.';
COMMENT ON COLUMN wide_bill.patient_county IS 'County of the home; Unknown where the ZIP codes have none.';
COMMENT ON COLUMN wide_bill.patient_state IS 'Two-letter code of the state of the home, such as CA.';
COMMENT ON COLUMN wide_bill.patient_latitude IS
'Latitude of the home''s ZIP code in degrees north; null where unknown. Never sum it.';
COMMENT ON COLUMN wide_bill.patient_longitude IS
'Longitude of the home''s ZIP code in degrees east (negative in the US); null where unknown. Never sum it.';
COMMENT ON COLUMN wide_bill.hospital_key IS 'The hospital visited.';
COMMENT ON COLUMN wide_bill.hospital_name IS 'Name of the hospital (invented).';
COMMENT ON COLUMN wide_bill.hospital_zipcode IS
'ZIP code of the hospital; text, because of its leading zeros.';
COMMENT ON COLUMN wide_bill.hospital_city IS 'City of the hospital.';
COMMENT ON COLUMN wide_bill.hospital_state IS 'Two-letter code of the state, such as CA.';
COMMENT ON COLUMN wide_bill.hospital_latitude IS
'Latitude of the ZIP code in degrees north; null where unknown. Never sum it.';
COMMENT ON COLUMN wide_bill.hospital_longitude IS
'Longitude of the ZIP code in degrees east (negative in the US); null where unknown. Never sum it.';
COMMENT ON COLUMN wide_bill.doctor_name IS
'Name of the doctor with title, such as Dr. Jane Smith; None where unknown.';
COMMENT ON COLUMN wide_bill.doctor_specialty IS 'Specialty of the doctor.';
COMMENT ON COLUMN wide_bill.condition_name IS 'Name of the condition, such as Asthma.';
COMMENT ON COLUMN wide_bill.condition_category IS
'How it behaves: chronic, complex, acute, minor, depression or inpatient.';
COMMENT ON COLUMN wide_bill.treatment_name IS 'Name of the treatment, such as Physical Therapy.';
COMMENT ON COLUMN wide_bill.payer_name IS
'Name of the payer, or Self-pay; only the public programs are real.';
COMMENT ON COLUMN wide_bill.payer_kind IS
'Kind of coverage: Private, Medicare, Medicaid, Military or Self-pay.';
COMMENT ON COLUMN wide_bill.severity_rank IS
'1 (Normal) to 4 (Severe); 0: none. Sort severity by it. Never sum it.';
COMMENT ON COLUMN wide_bill.severity IS
'How serious the case is: Normal, Mild, Moderate or Severe; None for an encounter without a billed visit.';
COMMENT ON COLUMN wide_bill.test_result IS
'Positive, Negative or Inconclusive; None for an encounter without a billed visit.';
COMMENT ON COLUMN wide_bill.payment_plan IS
'Full or Incremental (due after 12 months); None for an encounter without a billed visit.';
COMMENT ON COLUMN wide_bill.encounter_class IS
'emergency, observation, inpatient or outpatient; None without operations.';
COMMENT ON COLUMN wide_bill.arrival_mode IS
'walk-in, ambulance, scheduled, direct, clinic or transfer; None without operations.';
COMMENT ON COLUMN wide_bill.admission_source IS
'Where the patient came from: Home, Clinic, Other hospital, Nursing facility or Other facility; None '
'without operations.';
COMMENT ON COLUMN wide_bill.disposition IS
'Where the patient went, in words, such as Home; None while here, and without operations.';
COMMENT ON COLUMN wide_bill.days_to_bill IS 'Days from discharge to bill. Never sum it; average it.';
COMMENT ON COLUMN wide_bill.days_to_pay IS
'Days from bill to payment; null while the bill is open. Never sum it; average it, or take its median.';
COMMENT ON COLUMN wide_bill.days_overdue IS
'Days from the due date to the today of the dataset for a bill that is late and open, else 0. Never sum '
'it; group by it.';
COMMENT ON COLUMN wide_bill.is_paid IS 'True when the patient has paid. You may count it.';
COMMENT ON COLUMN wide_bill.is_late IS
'True when the patient paid after the due date, or has not paid although it is over. You may count it.';
COMMENT ON COLUMN wide_bill.total_charge_usd IS
'Charge for the visit in US dollars: covered_usd + owed_usd. You may sum it.';
COMMENT ON COLUMN wide_bill.covered_usd IS 'Part that the payer covers, in US dollars. You may sum it.';
COMMENT ON COLUMN wide_bill.owed_usd IS
'Part that the patient owes, paid or not, in US dollars. You may sum it.';
COMMENT ON COLUMN wide_bill.open_usd IS
'Part that the patient owes and has not paid by the today of the dataset, in US dollars. You may sum it.';
COMMENT ON COLUMN wide_bill.payment_status IS
'On the today of the dataset: Paid (in time), Late-Paid, In-progress (not due yet) or Late-Unpaid.';
