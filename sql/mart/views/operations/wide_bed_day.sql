-- Units by day with the names of all their dimensions.

CREATE VIEW wide_bed_day AS
SELECT
    f.bed_day_id,
    f.census_date,
    d.week_start AS census_week_start,
    d.month_start AS census_month_start,
    d.weekday_number AS census_weekday_number,
    d.weekday_name AS census_weekday_name,
    d.is_holiday,
    h.hospital_name,
    h.hospital_state,
    h.hospital_city,
    h.hospital_time_zone,
    u.unit_name,
    u.department_name,
    u.unit_service_name,
    u.care_level,
    u.is_ward,
    f.beds,
    f.staffed_at_midnight,
    f.occupied_at_midnight,
    f.boarding_patients,
    f.bed_hours,
    f.blocked_hours,
    f.cleaning_hours,
    f.used_hours,
    f.outlier_hours,
    f.boarding_hours
FROM fact_bed_day AS f
JOIN dim_hospital AS h ON f.hospital_key = h.hospital_key
JOIN dim_unit AS u ON f.unit_key = u.unit_key
JOIN dim_date AS d ON f.census_date = d.date;

COMMENT ON VIEW wide_bed_day IS
'One row for each unit and local day, with the names of its dimensions.';
COMMENT ON COLUMN wide_bed_day.bed_day_id IS 'Number of the row: unit_key * 100000 + days since 1950-01-01.';
COMMENT ON COLUMN wide_bed_day.census_date IS 'The local day.';
COMMENT ON COLUMN wide_bed_day.census_week_start IS 'Monday of the week: the time axis of charts by week.';
COMMENT ON COLUMN wide_bed_day.census_month_start IS
'First day of the month: the time axis of charts by month.';
COMMENT ON COLUMN wide_bed_day.census_weekday_number IS
'ISO weekday: 1 is Monday, 7 is Sunday. Never sum it.';
COMMENT ON COLUMN wide_bed_day.census_weekday_name IS 'Name of the weekday.';
COMMENT ON COLUMN wide_bed_day.is_holiday IS
'True on US federal holidays, as observed; null in years for which the dataset lists no holidays.';
COMMENT ON COLUMN wide_bed_day.hospital_name IS 'Name of the hospital (invented).';
COMMENT ON COLUMN wide_bed_day.hospital_state IS 'Two-letter code of the state, such as CA.';
COMMENT ON COLUMN wide_bed_day.hospital_city IS 'City of the hospital.';
COMMENT ON COLUMN wide_bed_day.hospital_time_zone IS 'IANA name of the time zone, such as America/Chicago.';
COMMENT ON COLUMN wide_bed_day.unit_name IS
'Name of the unit, such as Medicine 2. Many hospitals have a Medicine 2: group by hospital, too.';
COMMENT ON COLUMN wide_bed_day.department_name IS 'Department that runs the unit.';
COMMENT ON COLUMN wide_bed_day.unit_service_name IS 'Service of the department, such as Cardiology.';
COMMENT ON COLUMN wide_bed_day.care_level IS
'emergency, general, telemetry, step-down, intensive, labor or operating.';
COMMENT ON COLUMN wide_bed_day.is_ward IS
'True for wards: units that are neither emergency nor operating. Occupancy counts only these; null in row 0.';
COMMENT ON COLUMN wide_bed_day.beds IS 'Beds of the unit, blocked ones too. Never sum over days.';
COMMENT ON COLUMN wide_bed_day.staffed_at_midnight IS
'Beds that were not blocked at 00:00, when the day began. Never sum over days.';
COMMENT ON COLUMN wide_bed_day.occupied_at_midnight IS
'Patients in the unit at 00:00, when the day began: on a Monday, those of the night from Sunday. Never '
'sum over days.';
COMMENT ON COLUMN wide_bed_day.boarding_patients IS
'Emergency departments: patients who boarded on the day. Never sum over days: some board on two.';
COMMENT ON COLUMN wide_bed_day.bed_hours IS
'Hours of all beds: beds * 24 (23 or 25 on days on which the clocks change).';
COMMENT ON COLUMN wide_bed_day.blocked_hours IS 'Hours in which beds were out of use.';
COMMENT ON COLUMN wide_bed_day.cleaning_hours IS 'Hours in which beds waited for cleaning or were cleaned.';
COMMENT ON COLUMN wide_bed_day.used_hours IS
'Hours of patients in the unit; in the ED also of those without a station, so it can pass bed_hours. '
'Occupancy of a ward is used_hours / (bed_hours - blocked_hours).';
COMMENT ON COLUMN wide_bed_day.outlier_hours IS 'Of these, hours of patients of another service or level.';
COMMENT ON COLUMN wide_bed_day.boarding_hours IS
'Emergency departments: hours of patients who waited for a bed after the decision. Wards: 0.';
