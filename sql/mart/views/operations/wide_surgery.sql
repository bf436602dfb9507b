-- Surgeries with the names of all their dimensions.

CREATE VIEW wide_surgery AS
SELECT
    f.surgery_id,
    f.encounter_id,
    f.planned_date,
    d.week_start AS planned_week_start,
    d.month_start AS planned_month_start,
    d.weekday_number AS planned_weekday_number,
    d.weekday_name AS planned_weekday_name,
    f.planned_hour_key AS planned_hour,
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
    u.unit_name,
    b.bed_name AS operating_room_name,
    m.treatment_name,
    p.urgency,
    p.surgery_status,
    p.cancel_reason,
    s.staff_name AS surgeon_name,
    f.booked_at,
    f.planned_at,
    f.started_at,
    f.ended_at,
    f.cancelled_at,
    f.started_date,
    f.is_done,
    f.is_cancelled,
    f.booked_ahead_hours,
    f.late_minutes,
    f.surgery_minutes
FROM fact_surgery AS f
JOIN dim_hospital AS h ON f.hospital_key = h.hospital_key
JOIN dim_patient AS t ON f.patient_key = t.patient_key
JOIN dim_unit AS u ON f.unit_key = u.unit_key
JOIN dim_bed AS b ON f.room_key = b.bed_key
JOIN dim_treatment AS m ON f.treatment_key = m.treatment_key
JOIN dim_staff AS s ON f.surgeon_key = s.staff_key
JOIN dim_surgery_profile AS p ON f.surgery_profile_key = p.surgery_profile_key
JOIN dim_date AS d ON f.planned_date = d.date;

COMMENT ON VIEW wide_surgery IS
'One row for each surgery up to the dataset''s today, with the names of its dimensions.';
COMMENT ON COLUMN wide_surgery.surgery_id IS
'Number of the surgery: encounter_id * 100 + its number in the encounter.';
COMMENT ON COLUMN wide_surgery.encounter_id IS 'Number of the encounter.';
COMMENT ON COLUMN wide_surgery.planned_date IS 'Local day of the planned start.';
COMMENT ON COLUMN wide_surgery.planned_week_start IS
'Monday of the week of the planned start: the time axis of charts by week.';
COMMENT ON COLUMN wide_surgery.planned_month_start IS
'First day of the month of the planned start: the time axis of charts by month.';
COMMENT ON COLUMN wide_surgery.planned_weekday_number IS
'ISO weekday of the planned start: 1 is Monday, 7 is Sunday. Never sum it.';
COMMENT ON COLUMN wide_surgery.planned_weekday_name IS 'Name of the weekday of the planned start.';
COMMENT ON COLUMN wide_surgery.planned_hour IS 'Local hour of the planned start, 0 to 23.';
COMMENT ON COLUMN wide_surgery.patient_key IS 'The patient.';
COMMENT ON COLUMN wide_surgery.hospital_name IS 'Name of the hospital (invented).';
COMMENT ON COLUMN wide_surgery.hospital_state IS 'Two-letter code of the state, such as CA.';
COMMENT ON COLUMN wide_surgery.hospital_city IS 'City of the hospital.';
COMMENT ON COLUMN wide_surgery.hospital_time_zone IS 'IANA name of the time zone, such as America/Chicago.';
COMMENT ON COLUMN wide_surgery.patient_gender IS 'Female, Male or Other.';
COMMENT ON COLUMN wide_surgery.birth_date IS
'Date of birth. It does not refer to dim_date, whose years begin later.';
COMMENT ON COLUMN wide_surgery.patient_state IS 'Two-letter code of the state of the home, such as CA.';
COMMENT ON COLUMN wide_surgery.patient_city IS 'City of the home.';
COMMENT ON COLUMN wide_surgery.patient_zipcode IS 'ZIP code of the home; text, because of its leading zeros.';
COMMENT ON COLUMN wide_surgery.unit_name IS
'Name of the unit, such as Medicine 2. Many hospitals have a Medicine 2: group by hospital, too.';
COMMENT ON COLUMN wide_surgery.operating_room_name IS 'The operating room; None before it begins.';
COMMENT ON COLUMN wide_surgery.treatment_name IS 'Name of the treatment, such as Physical Therapy.';
COMMENT ON COLUMN wide_surgery.urgency IS 'elective, urgent or emergency.';
COMMENT ON COLUMN wide_surgery.surgery_status IS 'done, under way, waiting or cancelled.';
COMMENT ON COLUMN wide_surgery.cancel_reason IS 'Why it was cancelled; None if it was not.';
COMMENT ON COLUMN wide_surgery.surgeon_name IS 'The surgeon; None before it begins.';
COMMENT ON COLUMN wide_surgery.booked_at IS 'When it was booked.';
COMMENT ON COLUMN wide_surgery.planned_at IS 'Planned start.';
COMMENT ON COLUMN wide_surgery.started_at IS 'When it began; null if it did not.';
COMMENT ON COLUMN wide_surgery.ended_at IS 'When it ended; null if it did not.';
COMMENT ON COLUMN wide_surgery.cancelled_at IS 'When it was cancelled; null if it was not.';
COMMENT ON COLUMN wide_surgery.started_date IS 'Local day on which it began; null if it did not.';
COMMENT ON COLUMN wide_surgery.is_done IS 'True when it ended.';
COMMENT ON COLUMN wide_surgery.is_cancelled IS 'True when it was cancelled.';
COMMENT ON COLUMN wide_surgery.booked_ahead_hours IS 'Hours from booking to the planned start.';
COMMENT ON COLUMN wide_surgery.late_minutes IS
'Minutes from the planned start to the start, below 0 when early; null if it did not begin.';
COMMENT ON COLUMN wide_surgery.surgery_minutes IS 'Minutes from start to end; null if it did not end.';
