-- Runs of ambulances with the names of all their dimensions.

CREATE VIEW wide_ambulance_run AS
SELECT
    f.run_id,
    f.encounter_id,
    f.vehicle_id,
    f.called_date,
    d.week_start AS called_week_start,
    d.month_start AS called_month_start,
    d.weekday_number AS called_weekday_number,
    d.weekday_name AS called_weekday_name,
    f.called_hour_key AS called_hour,
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
    p.purpose,
    p.operator,
    p.priority,
    p.ambulance_care,
    p.is_lights,
    v.staff_name AS driver_name,
    a.staff_name AS attendant_name,
    a.staff_role AS attendant_role,
    f.called_at,
    f.arrived_at,
    f.offloaded_at,
    f.available_at,
    f.arrived_date,
    f.miles,
    f.dispatch_minutes,
    f.turnout_minutes,
    f.travel_minutes,
    f.response_minutes,
    f.scene_minutes,
    f.transport_minutes,
    f.offload_minutes,
    f.clear_minutes
FROM fact_ambulance_run AS f
JOIN dim_hospital AS h ON f.hospital_key = h.hospital_key
JOIN dim_patient AS t ON f.patient_key = t.patient_key
JOIN dim_staff AS v ON f.driver_key = v.staff_key
JOIN dim_staff AS a ON f.attendant_key = a.staff_key
JOIN dim_run_profile AS p ON f.run_profile_key = p.run_profile_key
JOIN dim_date AS d ON f.called_date = d.date;

COMMENT ON VIEW wide_ambulance_run IS
'One row for each run of an ambulance, with the names of its dimensions.';
COMMENT ON COLUMN wide_ambulance_run.run_id IS 'Number of the run.';
COMMENT ON COLUMN wide_ambulance_run.encounter_id IS 'Number of the encounter of the patient.';
COMMENT ON COLUMN wide_ambulance_run.vehicle_id IS 'Number of the vehicle; null for another service.';
COMMENT ON COLUMN wide_ambulance_run.called_date IS 'Local day of the call.';
COMMENT ON COLUMN wide_ambulance_run.called_week_start IS
'Monday of the week of the call: the time axis of charts by week.';
COMMENT ON COLUMN wide_ambulance_run.called_month_start IS
'First day of the month of the call: the time axis of charts by month.';
COMMENT ON COLUMN wide_ambulance_run.called_weekday_number IS
'ISO weekday of the call: 1 is Monday, 7 is Sunday. Never sum it.';
COMMENT ON COLUMN wide_ambulance_run.called_weekday_name IS 'Name of the weekday of the call.';
COMMENT ON COLUMN wide_ambulance_run.called_hour IS 'Local hour of the call, 0 to 23.';
COMMENT ON COLUMN wide_ambulance_run.patient_key IS 'The patient.';
COMMENT ON COLUMN wide_ambulance_run.hospital_name IS 'Name of the hospital (invented).';
COMMENT ON COLUMN wide_ambulance_run.hospital_state IS 'Two-letter code of the state, such as CA.';
COMMENT ON COLUMN wide_ambulance_run.hospital_city IS 'City of the hospital.';
COMMENT ON COLUMN wide_ambulance_run.hospital_time_zone IS
'IANA name of the time zone, such as America/Chicago.';
COMMENT ON COLUMN wide_ambulance_run.patient_gender IS 'Female, Male or Other.';
COMMENT ON COLUMN wide_ambulance_run.birth_date IS
'Date of birth. It does not refer to dim_date, whose years begin later.';
COMMENT ON COLUMN wide_ambulance_run.patient_state IS 'Two-letter code of the state of the home, such as CA.';
COMMENT ON COLUMN wide_ambulance_run.patient_city IS 'City of the home.';
COMMENT ON COLUMN wide_ambulance_run.patient_zipcode IS
'ZIP code of the home; text, because of its leading zeros.';
COMMENT ON COLUMN wide_ambulance_run.purpose IS
'emergency (to the emergency department) or transfer (to another facility).';
COMMENT ON COLUMN wide_ambulance_run.operator IS
'own, or other: another service came because no own ambulance was free.';
COMMENT ON COLUMN wide_ambulance_run.priority IS
'Priority of the call, Echo (highest) to Omega; None for transfers.';
COMMENT ON COLUMN wide_ambulance_run.ambulance_care IS
'Care that was sent: basic, advanced or critical care.';
COMMENT ON COLUMN wide_ambulance_run.is_lights IS
'True when the ambulance drove to the scene with lights and sirens; null in row 0.';
COMMENT ON COLUMN wide_ambulance_run.driver_name IS 'The driver; None for another service.';
COMMENT ON COLUMN wide_ambulance_run.attendant_name IS 'Who cared for the patient; None for another service.';
COMMENT ON COLUMN wide_ambulance_run.attendant_role IS 'Role on that day of who cared for the patient.';
COMMENT ON COLUMN wide_ambulance_run.called_at IS 'When the call came.';
COMMENT ON COLUMN wide_ambulance_run.arrived_at IS 'When it arrived at the hospital or facility.';
COMMENT ON COLUMN wide_ambulance_run.offloaded_at IS 'When the crew handed over the patient; null before.';
COMMENT ON COLUMN wide_ambulance_run.available_at IS 'When the crew was free for the next run; null before.';
COMMENT ON COLUMN wide_ambulance_run.arrived_date IS 'Local day of the arrival at the hospital or facility.';
COMMENT ON COLUMN wide_ambulance_run.miles IS 'Miles with the patient.';
COMMENT ON COLUMN wide_ambulance_run.dispatch_minutes IS 'Minutes from the call until the crew was told.';
COMMENT ON COLUMN wide_ambulance_run.turnout_minutes IS 'Minutes from then until the vehicle drove off.';
COMMENT ON COLUMN wide_ambulance_run.travel_minutes IS 'Minutes from then to the scene.';
COMMENT ON COLUMN wide_ambulance_run.response_minutes IS
'Minutes from the call to the scene: the sum of the three before.';
COMMENT ON COLUMN wide_ambulance_run.scene_minutes IS 'Minutes at the scene.';
COMMENT ON COLUMN wide_ambulance_run.transport_minutes IS
'Minutes from the scene to the hospital or facility.';
COMMENT ON COLUMN wide_ambulance_run.offload_minutes IS
'Minutes from the arrival until the crew handed over the patient; null before.';
COMMENT ON COLUMN wide_ambulance_run.clear_minutes IS
'Minutes from then until the crew was free; null before.';
