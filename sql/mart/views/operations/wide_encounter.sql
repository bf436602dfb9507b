-- Encounters with the names of all their dimensions.

CREATE VIEW wide_encounter AS
SELECT
    f.encounter_id,
    f.visit_id,
    f.arrived_date,
    d.week_start AS arrived_week_start,
    d.month_start AS arrived_month_start,
    d.weekday_number AS arrived_weekday_number,
    d.weekday_name AS arrived_weekday_name,
    f.arrived_hour_key AS arrived_hour,
    o.day_part AS arrived_day_part,
    f.patient_key,
    h.hospital_name,
    h.hospital_state,
    h.hospital_city,
    h.hospital_time_zone,
    t.patient_gender,
    t.birth_date,
    t.patient_state,
    t.patient_city,
    t.patient_zipcode,
    c.condition_name,
    c.condition_category,
    k.complaint_name,
    p.encounter_class,
    p.arrival_mode,
    p.admission_source,
    p.service_name,
    p.disposition,
    p.is_transfer_out,
    u1.unit_name AS first_unit_name,
    u1.care_level AS first_care_level,
    u2.unit_name AS last_unit_name,
    u2.department_name AS last_department_name,
    u2.care_level AS last_care_level,
    b.bed_name AS last_bed_name,
    s.staff_name AS admitting_staff_name,
    s.staff_role AS admitting_staff_role,
    f.arrived_at,
    f.admitted_at,
    f.ready_at,
    f.left_at,
    f.admitted_date,
    f.left_date,
    f.expected_discharge_date,
    f.age_years,
    f.moves,
    f.is_here,
    f.is_ed,
    f.is_admitted,
    f.is_icu,
    f.is_outlier,
    f.is_died,
    f.hours,
    f.bed_hours,
    f.boarded_hours,
    f.delay_hours
FROM fact_encounter AS f
JOIN dim_hospital AS h ON f.hospital_key = h.hospital_key
JOIN dim_patient AS t ON f.patient_key = t.patient_key
JOIN dim_condition AS c ON f.condition_key = c.condition_key
JOIN dim_complaint AS k ON f.complaint_key = k.complaint_key
JOIN dim_encounter_profile AS p ON f.encounter_profile_key = p.encounter_profile_key
JOIN dim_unit AS u1 ON f.first_unit_key = u1.unit_key
JOIN dim_unit AS u2 ON f.last_unit_key = u2.unit_key
JOIN dim_bed AS b ON f.last_bed_key = b.bed_key
JOIN dim_staff AS s ON f.admitting_staff_key = s.staff_key
JOIN dim_hour AS o ON f.arrived_hour_key = o.hour_key
JOIN dim_date AS d ON f.arrived_date = d.date;

COMMENT ON VIEW wide_encounter IS
'One row for each encounter, with the names of its dimensions: all of fact_encounter in one place.';
COMMENT ON COLUMN wide_encounter.encounter_id IS 'Number of the encounter.';
COMMENT ON COLUMN wide_encounter.visit_id IS
'Visit that was billed for it; null before its bill, and for patients who go home from the emergency '
'department without a visit.';
COMMENT ON COLUMN wide_encounter.arrived_date IS
'Local day of arrival. Charts by month use this date unless they say something else.';
COMMENT ON COLUMN wide_encounter.arrived_week_start IS
'Monday of the week of the arrival: the time axis of charts by week.';
COMMENT ON COLUMN wide_encounter.arrived_month_start IS
'First day of the month of the arrival: the time axis of charts by month.';
COMMENT ON COLUMN wide_encounter.arrived_weekday_number IS
'ISO weekday of the arrival: 1 is Monday, 7 is Sunday. Never sum it.';
COMMENT ON COLUMN wide_encounter.arrived_weekday_name IS 'Name of the weekday of the arrival.';
COMMENT ON COLUMN wide_encounter.arrived_hour IS 'Local hour of arrival, 0 to 23.';
COMMENT ON COLUMN wide_encounter.arrived_day_part IS
'Part of the day of arrival: night, morning, afternoon or evening.';
COMMENT ON COLUMN wide_encounter.patient_key IS 'The patient.';
COMMENT ON COLUMN wide_encounter.hospital_name IS 'Name of the hospital (invented).';
COMMENT ON COLUMN wide_encounter.hospital_state IS 'Two-letter code of the state, such as CA.';
COMMENT ON COLUMN wide_encounter.hospital_city IS 'City of the hospital.';
COMMENT ON COLUMN wide_encounter.hospital_time_zone IS 'IANA name of the time zone, such as America/Chicago.';
COMMENT ON COLUMN wide_encounter.patient_gender IS 'Female, Male or Other.';
COMMENT ON COLUMN wide_encounter.birth_date IS
'Date of birth. It does not refer to dim_date, whose years begin later.';
COMMENT ON COLUMN wide_encounter.patient_state IS 'Two-letter code of the state of the home, such as CA.';
COMMENT ON COLUMN wide_encounter.patient_city IS 'City of the home.';
COMMENT ON COLUMN wide_encounter.patient_zipcode IS
'ZIP code of the home; text, because of its leading zeros.';
COMMENT ON COLUMN wide_encounter.condition_name IS 'Name of the condition, such as Asthma.';
COMMENT ON COLUMN wide_encounter.condition_category IS
'How it behaves: chronic, complex, acute, minor, depression or inpatient.';
COMMENT ON COLUMN wide_encounter.complaint_name IS 'Name of the complaint, such as Ankle sprain.';
COMMENT ON COLUMN wide_encounter.encounter_class IS
'emergency, observation, inpatient or outpatient: at its end, or now while it lasts.';
COMMENT ON COLUMN wide_encounter.arrival_mode IS 'walk-in, ambulance, scheduled, direct, clinic or transfer.';
COMMENT ON COLUMN wide_encounter.admission_source IS 'The source in words, such as Home.';
COMMENT ON COLUMN wide_encounter.service_name IS 'Service responsible for the patient.';
COMMENT ON COLUMN wide_encounter.disposition IS
'The disposition in words, such as Home; Still here while the patient is here.';
COMMENT ON COLUMN wide_encounter.is_transfer_out IS
'True when the patient went to another acute hospital (02, 05 and 65); null in row 0.';
COMMENT ON COLUMN wide_encounter.first_unit_name IS
'First ward of the patient; None without a bed in a ward.';
COMMENT ON COLUMN wide_encounter.first_care_level IS 'Level of care of the first ward.';
COMMENT ON COLUMN wide_encounter.last_unit_name IS 'Unit where the patient is now, or was last.';
COMMENT ON COLUMN wide_encounter.last_department_name IS 'Department of this unit.';
COMMENT ON COLUMN wide_encounter.last_care_level IS 'Level of care of this unit.';
COMMENT ON COLUMN wide_encounter.last_bed_name IS
'Bed or station where the patient is now, or was last; None without one.';
COMMENT ON COLUMN wide_encounter.admitting_staff_name IS 'Who admitted the patient; None when nobody did.';
COMMENT ON COLUMN wide_encounter.admitting_staff_role IS 'Role on that day of who admitted the patient.';
COMMENT ON COLUMN wide_encounter.arrived_at IS 'When the patient arrived and was registered.';
COMMENT ON COLUMN wide_encounter.admitted_at IS 'When the patient was admitted; null when not.';
COMMENT ON COLUMN wide_encounter.ready_at IS
'When the patient was medically ready to leave; only after admission.';
COMMENT ON COLUMN wide_encounter.left_at IS 'When the patient left; null while still here.';
COMMENT ON COLUMN wide_encounter.admitted_date IS
'Local day of admission; null when the patient was not admitted.';
COMMENT ON COLUMN wide_encounter.left_date IS 'Local day of leaving; null while the patient is still here.';
COMMENT ON COLUMN wide_encounter.expected_discharge_date IS
'Day on which the patient is expected to leave (a plan, it can be after today).';
COMMENT ON COLUMN wide_encounter.age_years IS 'Age in whole years on the day of arrival. Never sum.';
COMMENT ON COLUMN wide_encounter.moves IS 'Moves from one bed of a ward to another.';
COMMENT ON COLUMN wide_encounter.is_here IS 'True while the patient is still in the hospital.';
COMMENT ON COLUMN wide_encounter.is_ed IS 'True when the encounter began in the emergency department.';
COMMENT ON COLUMN wide_encounter.is_admitted IS
'True when the patient was admitted, for observation or as an inpatient.';
COMMENT ON COLUMN wide_encounter.is_icu IS 'True when the patient was in intensive care.';
COMMENT ON COLUMN wide_encounter.is_outlier IS
'True when a bed was in a unit that is not of the patient''s service and level, which were full.';
COMMENT ON COLUMN wide_encounter.is_died IS 'True when the patient died in the hospital (disposition 20).';
COMMENT ON COLUMN wide_encounter.hours IS 'Hours from arrival to leaving; null while still here.';
COMMENT ON COLUMN wide_encounter.bed_hours IS
'Hours in beds of wards, up to the end of the dataset''s today.';
COMMENT ON COLUMN wide_encounter.boarded_hours IS
'Hours in the emergency department after the decision to admit, up to the end of the dataset''s today.';
COMMENT ON COLUMN wide_encounter.delay_hours IS
'Hours from medically ready to leaving; null before leaving, and when not admitted.';
