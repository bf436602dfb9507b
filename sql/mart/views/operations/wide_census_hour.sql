-- Units by hour with the names of all their dimensions.

CREATE VIEW wide_census_hour AS
SELECT
    f.census_hour_id,
    f.census_date,
    d.week_start AS census_week_start,
    d.month_start AS census_month_start,
    d.weekday_number AS census_weekday_number,
    d.weekday_name AS census_weekday_name,
    f.hour_key AS hour,
    o.shift_name,
    h.hospital_name,
    h.hospital_state,
    h.hospital_city,
    h.hospital_time_zone,
    u.unit_name,
    u.department_name,
    u.unit_service_name,
    u.care_level,
    u.is_ward,
    u.patients_per_nurse,
    f.hour_at,
    f.patients,
    f.staffed_beds,
    f.boarders,
    f.nurses,
    f.nurses_required,
    f.ratio_hours,
    f.ratio_met_hours
FROM fact_census_hour AS f
JOIN dim_hospital AS h ON f.hospital_key = h.hospital_key
JOIN dim_unit AS u ON f.unit_key = u.unit_key
JOIN dim_hour AS o ON f.hour_key = o.hour_key
JOIN dim_date AS d ON f.census_date = d.date;

COMMENT ON VIEW wide_census_hour IS
'One row for each unit and hour of the last 400 days, with the names of its dimensions.';
COMMENT ON COLUMN wide_census_hour.census_hour_id IS
'Number of the row: unit_key * 10000000 + hours since 1970 (UTC). An hour that clocks show twice has two.';
COMMENT ON COLUMN wide_census_hour.census_date IS 'The local day.';
COMMENT ON COLUMN wide_census_hour.census_week_start IS
'Monday of the week: the time axis of charts by week.';
COMMENT ON COLUMN wide_census_hour.census_month_start IS
'First day of the month: the time axis of charts by month.';
COMMENT ON COLUMN wide_census_hour.census_weekday_number IS
'ISO weekday: 1 is Monday, 7 is Sunday. Never sum it.';
COMMENT ON COLUMN wide_census_hour.census_weekday_name IS 'Name of the weekday.';
COMMENT ON COLUMN wide_census_hour.hour IS 'Local hour, 0 to 23.';
COMMENT ON COLUMN wide_census_hour.shift_name IS
'Shift of 8 hours: day (7 to 14), evening (15 to 22) or night (23 to 6).';
COMMENT ON COLUMN wide_census_hour.hospital_name IS 'Name of the hospital (invented).';
COMMENT ON COLUMN wide_census_hour.hospital_state IS 'Two-letter code of the state, such as CA.';
COMMENT ON COLUMN wide_census_hour.hospital_city IS 'City of the hospital.';
COMMENT ON COLUMN wide_census_hour.hospital_time_zone IS
'IANA name of the time zone, such as America/Chicago.';
COMMENT ON COLUMN wide_census_hour.unit_name IS
'Name of the unit, such as Medicine 2. Many hospitals have a Medicine 2: group by hospital, too.';
COMMENT ON COLUMN wide_census_hour.department_name IS 'Department that runs the unit.';
COMMENT ON COLUMN wide_census_hour.unit_service_name IS 'Service of the department, such as Cardiology.';
COMMENT ON COLUMN wide_census_hour.care_level IS
'emergency, general, telemetry, step-down, intensive, labor or operating.';
COMMENT ON COLUMN wide_census_hour.is_ward IS
'True for wards: units that are neither emergency nor operating. Occupancy counts only these; null in row 0.';
COMMENT ON COLUMN wide_census_hour.patients_per_nurse IS
'Most patients that one nurse cares for at a time; null for None. Never sum.';
COMMENT ON COLUMN wide_census_hour.hour_at IS 'Start of the hour: the moment that the counts are of.';
COMMENT ON COLUMN wide_census_hour.patients IS 'Patients in the unit. Never sum over hours or days.';
COMMENT ON COLUMN wide_census_hour.staffed_beds IS
'Beds that were not blocked. Never sum over hours or days.';
COMMENT ON COLUMN wide_census_hour.boarders IS
'Patients in the ED who wait for a bed of this kind; ED: all of them. Never sum over units or time.';
COMMENT ON COLUMN wide_census_hour.nurses IS
'Nurses of the unit on duty; null without a workforce. Never sum over hours or days.';
COMMENT ON COLUMN wide_census_hour.nurses_required IS
'Nurses that the patients needed; null without a workforce. Never sum over hours or days.';
COMMENT ON COLUMN wide_census_hour.ratio_hours IS
'1 when nurses were needed (never in operating rooms), else 0. Denominator of the nurse ratio.';
COMMENT ON COLUMN wide_census_hour.ratio_met_hours IS
'1 when nurses were needed and enough were there, else 0. Numerator of the nurse ratio.';
