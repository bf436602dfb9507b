-- Shifts with the names of all their dimensions.

CREATE VIEW wide_shift AS
SELECT
    f.shift_id,
    f.shift_date,
    d.week_start AS shift_week_start,
    d.month_start AS shift_month_start,
    d.weekday_number AS shift_weekday_number,
    d.weekday_name AS shift_weekday_name,
    f.start_hour_key AS start_hour,
    h.hospital_name,
    h.hospital_state,
    h.hospital_city,
    h.hospital_time_zone,
    u.unit_name,
    u.department_name,
    u.care_level,
    p.shift_type,
    p.is_on_call,
    p.shift_role,
    p.shift_staff_group,
    p.is_nurse_shift,
    p.shift_source,
    p.shift_status,
    s.staff_id,
    s.staff_name,
    s.experience,
    s.is_agency,
    s.home_department_name,
    s.home_unit_name,
    f.planned_start_at,
    f.planned_end_at,
    f.started_at,
    f.ended_at,
    f.is_worked,
    f.is_absent,
    f.is_sick,
    f.is_open,
    f.is_stand_in,
    f.is_in_charge,
    f.planned_hours,
    f.worked_hours,
    f.overtime_hours,
    f.agency_hours,
    f.float_hours,
    f.sick_hours,
    f.open_hours
FROM fact_shift AS f
JOIN dim_hospital AS h ON f.hospital_key = h.hospital_key
JOIN dim_unit AS u ON f.unit_key = u.unit_key
JOIN dim_staff AS s ON f.staff_key = s.staff_key
JOIN dim_shift_profile AS p ON f.shift_profile_key = p.shift_profile_key
JOIN dim_date AS d ON f.shift_date = d.date;

COMMENT ON VIEW wide_shift IS
'One row for each shift up to the dataset''s today, with the names of its dimensions.';
COMMENT ON COLUMN wide_shift.shift_id IS 'Number of the shift.';
COMMENT ON COLUMN wide_shift.shift_date IS 'Local day on which it begins by the plan.';
COMMENT ON COLUMN wide_shift.shift_week_start IS
'Monday of the week in which it begins: the time axis of charts by week.';
COMMENT ON COLUMN wide_shift.shift_month_start IS
'First day of the month in which it begins: the time axis of charts by month.';
COMMENT ON COLUMN wide_shift.shift_weekday_number IS
'ISO weekday in which it begins: 1 is Monday, 7 is Sunday. Never sum it.';
COMMENT ON COLUMN wide_shift.shift_weekday_name IS 'Name of the weekday in which it begins.';
COMMENT ON COLUMN wide_shift.start_hour IS 'Local hour in which it begins by the plan, 0 to 23.';
COMMENT ON COLUMN wide_shift.hospital_name IS 'Name of the hospital (invented).';
COMMENT ON COLUMN wide_shift.hospital_state IS 'Two-letter code of the state, such as CA.';
COMMENT ON COLUMN wide_shift.hospital_city IS 'City of the hospital.';
COMMENT ON COLUMN wide_shift.hospital_time_zone IS 'IANA name of the time zone, such as America/Chicago.';
COMMENT ON COLUMN wide_shift.unit_name IS
'Name of the unit, such as Medicine 2. Many hospitals have a Medicine 2: group by hospital, too.';
COMMENT ON COLUMN wide_shift.department_name IS 'Department that runs the unit.';
COMMENT ON COLUMN wide_shift.care_level IS
'emergency, general, telemetry, step-down, intensive, labor or operating.';
COMMENT ON COLUMN wide_shift.shift_type IS 'Name of the shift type, such as night 12.';
COMMENT ON COLUMN wide_shift.is_on_call IS
'True when people are on call: they work only when they are called; null in row 0.';
COMMENT ON COLUMN wide_shift.shift_role IS 'Role that works the shift.';
COMMENT ON COLUMN wide_shift.shift_staff_group IS 'medical, nursing, allied health, support or management.';
COMMENT ON COLUMN wide_shift.is_nurse_shift IS
'True for roles that count in the number of patients per nurse, such as registered nurses; not for '
'practical nurses and nursing assistants. Null in row 0.';
COMMENT ON COLUMN wide_shift.shift_source IS
'own (by the pattern of the post), float, overtime or agency; None while the shift is open.';
COMMENT ON COLUMN wide_shift.shift_status IS
'at work, worked, standby (on call, not called), absent (the person did not come) or open (nobody).';
COMMENT ON COLUMN wide_shift.staff_id IS
'The person, the same in all versions; null for doctors who are not in table staff.';
COMMENT ON COLUMN wide_shift.staff_name IS
'First and last name; doctors have their title, such as Dr. Jane Smith.';
COMMENT ON COLUMN wide_shift.experience IS
'junior (under 5 years), experienced, or senior (15 years and more); None where it is not known.';
COMMENT ON COLUMN wide_shift.is_agency IS 'True when an agency sends the person; null in row 0.';
COMMENT ON COLUMN wide_shift.home_department_name IS
'Department of the post; None for posts of a whole hospital and for agencies.';
COMMENT ON COLUMN wide_shift.home_unit_name IS
'Unit of the post; None when the person works for several units.';
COMMENT ON COLUMN wide_shift.planned_start_at IS 'When it begins by the plan.';
COMMENT ON COLUMN wide_shift.planned_end_at IS 'When it ends by the plan.';
COMMENT ON COLUMN wide_shift.started_at IS 'When work began; null if nobody worked.';
COMMENT ON COLUMN wide_shift.ended_at IS 'When work ended; null if nobody worked, and while it lasts.';
COMMENT ON COLUMN wide_shift.is_worked IS 'True when somebody worked, or is at work.';
COMMENT ON COLUMN wide_shift.is_absent IS 'True when the person did not come.';
COMMENT ON COLUMN wide_shift.is_sick IS 'True when the person did not come because of sickness.';
COMMENT ON COLUMN wide_shift.is_open IS 'True when nobody filled it.';
COMMENT ON COLUMN wide_shift.is_stand_in IS
'True when it stands in for an absent person, whose shift has a row of its own.';
COMMENT ON COLUMN wide_shift.is_in_charge IS
'True for the one who leads the nurses of the unit in this shift.';
COMMENT ON COLUMN wide_shift.planned_hours IS
'Hours by the plan. Stand-ins repeat the hours of the absent person: filter is_stand_in.';
COMMENT ON COLUMN wide_shift.worked_hours IS
'Hours worked, up to the end of the dataset''s today; 0 if nobody worked.';
COMMENT ON COLUMN wide_shift.overtime_hours IS
'Hours of extra shifts (source overtime), else 0. Hours that people stay after the end of a shift of '
'their own do not count.';
COMMENT ON COLUMN wide_shift.agency_hours IS 'Hours worked by agencies (source agency), else 0.';
COMMENT ON COLUMN wide_shift.float_hours IS
'Hours worked by the float pool or by nurses of another unit (source float), else 0.';
COMMENT ON COLUMN wide_shift.sick_hours IS
'Planned hours of a person who did not come because of sickness, else 0.';
COMMENT ON COLUMN wide_shift.open_hours IS 'Planned hours that nobody filled, else 0.';
