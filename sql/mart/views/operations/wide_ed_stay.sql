-- Stays in emergency departments with the names of all their dimensions.

CREATE VIEW wide_ed_stay AS
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
    u.unit_name,
    t.patient_gender,
    t.birth_date,
    t.patient_state,
    t.patient_city,
    t.patient_zipcode,
    c.condition_name,
    k.complaint_name,
    p.esi,
    p.esi_label,
    p.triage_color,
    p.decision,
    r.boarding_reason,
    w.unit_name AS awaited_unit_name,
    w.care_level AS awaited_care_level,
    b.bed_name AS station_name,
    s.staff_name AS provider_name,
    s.staff_role AS provider_role,
    f.arrived_at,
    f.triaged_at,
    f.roomed_at,
    f.provider_at,
    f.decision_at,
    f.departed_at,
    f.departed_date,
    f.early_warning_score,
    f.is_here,
    f.is_seen,
    f.is_left_unseen,
    f.is_admitted,
    f.triage_minutes,
    f.room_minutes,
    f.provider_minutes,
    f.decision_minutes,
    f.stay_minutes,
    f.boarding_minutes
FROM fact_ed_stay AS f
JOIN dim_hospital AS h ON f.hospital_key = h.hospital_key
JOIN dim_patient AS t ON f.patient_key = t.patient_key
JOIN dim_condition AS c ON f.condition_key = c.condition_key
JOIN dim_complaint AS k ON f.complaint_key = k.complaint_key
JOIN dim_ed_profile AS p ON f.ed_profile_key = p.ed_profile_key
JOIN dim_boarding_reason AS r ON f.boarding_reason_key = r.boarding_reason_key
JOIN dim_unit AS u ON f.unit_key = u.unit_key
JOIN dim_unit AS w ON f.awaited_unit_key = w.unit_key
JOIN dim_bed AS b ON f.station_key = b.bed_key
JOIN dim_staff AS s ON f.provider_key = s.staff_key
JOIN dim_hour AS o ON f.arrived_hour_key = o.hour_key
JOIN dim_date AS d ON f.arrived_date = d.date;

COMMENT ON VIEW wide_ed_stay IS
'One row for each stay in an emergency department, with the names of its dimensions. Most patients go '
'home from the emergency department without a visit and a bill: they are only here and in wide_encounter.';
COMMENT ON COLUMN wide_ed_stay.encounter_id IS 'Number of the encounter that began with this stay.';
COMMENT ON COLUMN wide_ed_stay.visit_id IS
'Visit that was billed for it; null before its bill, and for patients who go home from the emergency '
'department without a visit.';
COMMENT ON COLUMN wide_ed_stay.arrived_date IS
'Local day of arrival. Charts by month use this date unless they say something else.';
COMMENT ON COLUMN wide_ed_stay.arrived_week_start IS
'Monday of the week of the arrival: the time axis of charts by week.';
COMMENT ON COLUMN wide_ed_stay.arrived_month_start IS
'First day of the month of the arrival: the time axis of charts by month.';
COMMENT ON COLUMN wide_ed_stay.arrived_weekday_number IS
'ISO weekday of the arrival: 1 is Monday, 7 is Sunday. Never sum it.';
COMMENT ON COLUMN wide_ed_stay.arrived_weekday_name IS 'Name of the weekday of the arrival.';
COMMENT ON COLUMN wide_ed_stay.arrived_hour IS 'Local hour of arrival, 0 to 23.';
COMMENT ON COLUMN wide_ed_stay.arrived_day_part IS
'Part of the day of arrival: night, morning, afternoon or evening.';
COMMENT ON COLUMN wide_ed_stay.patient_key IS 'The patient.';
COMMENT ON COLUMN wide_ed_stay.hospital_name IS 'Name of the hospital (invented).';
COMMENT ON COLUMN wide_ed_stay.hospital_state IS 'Two-letter code of the state, such as CA.';
COMMENT ON COLUMN wide_ed_stay.hospital_city IS 'City of the hospital.';
COMMENT ON COLUMN wide_ed_stay.hospital_time_zone IS 'IANA name of the time zone, such as America/Chicago.';
COMMENT ON COLUMN wide_ed_stay.unit_name IS
'Name of the unit, such as Medicine 2. Many hospitals have a Medicine 2: group by hospital, too.';
COMMENT ON COLUMN wide_ed_stay.patient_gender IS 'Female, Male or Other.';
COMMENT ON COLUMN wide_ed_stay.birth_date IS
'Date of birth. It does not refer to dim_date, whose years begin later.';
COMMENT ON COLUMN wide_ed_stay.patient_state IS 'Two-letter code of the state of the home, such as CA.';
COMMENT ON COLUMN wide_ed_stay.patient_city IS 'City of the home.';
COMMENT ON COLUMN wide_ed_stay.patient_zipcode IS 'ZIP code of the home; text, because of its leading zeros.';
COMMENT ON COLUMN wide_ed_stay.condition_name IS 'Name of the condition, such as Asthma.';
COMMENT ON COLUMN wide_ed_stay.complaint_name IS 'Name of the complaint, such as Ankle sprain.';
COMMENT ON COLUMN wide_ed_stay.esi IS
'Emergency Severity Index, 1 (most urgent) to 5; null before triage. Never sum.';
COMMENT ON COLUMN wide_ed_stay.esi_label IS
'The index in words, such as 2 Emergent; Not triaged before triage.';
COMMENT ON COLUMN wide_ed_stay.triage_color IS
'South African Triage Scale, such as orange; None where it is not used.';
COMMENT ON COLUMN wide_ed_stay.decision IS
'admit, discharge, transfer, left without being seen, against advice, died; None before the decision.';
COMMENT ON COLUMN wide_ed_stay.boarding_reason IS 'The reason in a few words, such as Ward full.';
COMMENT ON COLUMN wide_ed_stay.awaited_unit_name IS
'Ward that the admitted patient got in the end; None without a bed.';
COMMENT ON COLUMN wide_ed_stay.awaited_care_level IS 'Level of care of this ward.';
COMMENT ON COLUMN wide_ed_stay.station_name IS
'Station; None when the patient waits, or was seen without one.';
COMMENT ON COLUMN wide_ed_stay.provider_name IS 'Who first cared for the patient; None before.';
COMMENT ON COLUMN wide_ed_stay.provider_role IS 'Role on that day of who first cared for the patient.';
COMMENT ON COLUMN wide_ed_stay.arrived_at IS 'When the patient arrived.';
COMMENT ON COLUMN wide_ed_stay.triaged_at IS 'When a nurse had assessed the patient; null before.';
COMMENT ON COLUMN wide_ed_stay.roomed_at IS 'When the patient got the station; null before.';
COMMENT ON COLUMN wide_ed_stay.provider_at IS
'When a provider first saw the patient; null before, and for those who left unseen.';
COMMENT ON COLUMN wide_ed_stay.decision_at IS 'When it was decided how the stay ends; null before.';
COMMENT ON COLUMN wide_ed_stay.departed_at IS
'When the patient left the emergency department; null while there.';
COMMENT ON COLUMN wide_ed_stay.departed_date IS
'Local day of departure from the emergency department; null while there.';
COMMENT ON COLUMN wide_ed_stay.early_warning_score IS
'Score of vital signs at triage, 0 to 20; null before triage. Never sum.';
COMMENT ON COLUMN wide_ed_stay.is_here IS 'True while the patient is in the emergency department.';
COMMENT ON COLUMN wide_ed_stay.is_seen IS 'True when a provider saw the patient.';
COMMENT ON COLUMN wide_ed_stay.is_left_unseen IS 'True when the patient left without being seen.';
COMMENT ON COLUMN wide_ed_stay.is_admitted IS 'True when the decision was to admit.';
COMMENT ON COLUMN wide_ed_stay.triage_minutes IS 'Minutes from arrival to triage; null before.';
COMMENT ON COLUMN wide_ed_stay.room_minutes IS 'Minutes from arrival to the station; null without one.';
COMMENT ON COLUMN wide_ed_stay.provider_minutes IS
'Minutes from arrival to the first provider (door to provider); null before.';
COMMENT ON COLUMN wide_ed_stay.decision_minutes IS 'Minutes from arrival to the decision; null before.';
COMMENT ON COLUMN wide_ed_stay.stay_minutes IS 'Minutes from arrival to departure; null while there.';
COMMENT ON COLUMN wide_ed_stay.boarding_minutes IS
'Minutes from the decision to admit to departure; null when not admitted, and while there.';
