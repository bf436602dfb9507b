-- Shifts that began, or should have begun, on or before today. A shift belongs to the local day on which it
-- begins.

CREATE TABLE fact_shift (
    shift_id bigint NOT NULL,
    planned_start_at timestamptz NOT NULL,
    planned_end_at timestamptz NOT NULL,
    started_at timestamptz,
    ended_at timestamptz,
    hospital_key integer NOT NULL,
    unit_key integer NOT NULL,
    staff_key integer NOT NULL,
    shift_date date NOT NULL,
    shift_profile_key smallint NOT NULL,
    start_hour_key smallint NOT NULL,
    is_worked boolean NOT NULL,
    is_absent boolean NOT NULL,
    is_sick boolean NOT NULL,
    is_open boolean NOT NULL,
    is_stand_in boolean NOT NULL,
    is_in_charge boolean NOT NULL,
    planned_hours numeric(9, 2) NOT NULL,
    worked_hours numeric(9, 2) NOT NULL,
    overtime_hours numeric(9, 2) NOT NULL,
    agency_hours numeric(9, 2) NOT NULL,
    float_hours numeric(9, 2) NOT NULL,
    sick_hours numeric(9, 2) NOT NULL,
    open_hours numeric(9, 2) NOT NULL,
    CONSTRAINT pk_fact_shift PRIMARY KEY (shift_id),
    CONSTRAINT ck_fact_shift_is_open CHECK (is_open = (staff_key = 0)),
    CONSTRAINT ck_fact_shift_worked_hours CHECK (worked_hours >= 0 AND (worked_hours = 0 OR is_worked)),
    CONSTRAINT ck_fact_shift_parts_of_worked_hours CHECK (
        overtime_hours + agency_hours + float_hours <= worked_hours
    ),
    CONSTRAINT ck_fact_shift_sick_hours CHECK (sick_hours = CASE WHEN is_sick THEN planned_hours ELSE 0 END),
    CONSTRAINT ck_fact_shift_open_hours CHECK (open_hours = CASE WHEN is_open THEN planned_hours ELSE 0 END),
    CONSTRAINT ck_fact_shift_is_sick CHECK (is_absent OR NOT is_sick),
    CONSTRAINT ck_fact_shift_one_state CHECK (
        is_worked::integer + is_absent::integer + is_open::integer <= 1
    ),
    CONSTRAINT fk_fact_shift_hospital_key FOREIGN KEY (hospital_key) REFERENCES dim_hospital (hospital_key),
    CONSTRAINT fk_fact_shift_unit_key FOREIGN KEY (unit_key) REFERENCES dim_unit (unit_key),
    CONSTRAINT fk_fact_shift_staff_key FOREIGN KEY (staff_key) REFERENCES dim_staff (staff_key),
    CONSTRAINT fk_fact_shift_shift_date FOREIGN KEY (shift_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_shift_shift_profile_key
    FOREIGN KEY (shift_profile_key) REFERENCES dim_shift_profile (shift_profile_key),
    CONSTRAINT fk_fact_shift_start_hour_key FOREIGN KEY (start_hour_key) REFERENCES dim_hour (hour_key)
);
COMMENT ON TABLE fact_shift IS
'One row for each shift up to the dataset''s today: worked, missed, on call or open. Plans are left out.';
COMMENT ON COLUMN fact_shift.shift_id IS 'Number of the shift.';
COMMENT ON COLUMN fact_shift.planned_start_at IS 'When it begins by the plan.';
COMMENT ON COLUMN fact_shift.planned_end_at IS 'When it ends by the plan.';
COMMENT ON COLUMN fact_shift.started_at IS 'When work began; null if nobody worked.';
COMMENT ON COLUMN fact_shift.ended_at IS 'When work ended; null if nobody worked, and while it lasts.';
COMMENT ON COLUMN fact_shift.hospital_key IS 'The hospital.';
COMMENT ON COLUMN fact_shift.unit_key IS 'The unit; 0 for people who work for several units.';
COMMENT ON COLUMN fact_shift.staff_key IS 'Who works it, as of that day; 0 while it is open.';
COMMENT ON COLUMN fact_shift.shift_date IS 'Local day on which it begins by the plan.';
COMMENT ON COLUMN fact_shift.shift_profile_key IS 'Shift type, role, source and status.';
COMMENT ON COLUMN fact_shift.start_hour_key IS 'Local hour in which it begins by the plan.';
COMMENT ON COLUMN fact_shift.is_worked IS 'True when somebody worked, or is at work.';
COMMENT ON COLUMN fact_shift.is_absent IS 'True when the person did not come.';
COMMENT ON COLUMN fact_shift.is_sick IS 'True when the person did not come because of sickness.';
COMMENT ON COLUMN fact_shift.is_open IS 'True when nobody filled it.';
COMMENT ON COLUMN fact_shift.is_stand_in IS
'True when it stands in for an absent person, whose shift has a row of its own.';
COMMENT ON COLUMN fact_shift.is_in_charge IS
'True for the one who leads the nurses of the unit in this shift.';
COMMENT ON COLUMN fact_shift.planned_hours IS
'Hours by the plan. Stand-ins repeat the hours of the absent person: filter is_stand_in.';
COMMENT ON COLUMN fact_shift.worked_hours IS
'Hours worked, up to the end of the dataset''s today; 0 if nobody worked.';
COMMENT ON COLUMN fact_shift.overtime_hours IS
'Hours of extra shifts (source overtime), else 0. Hours that people stay after the end of a shift of '
'their own do not count.';
COMMENT ON COLUMN fact_shift.agency_hours IS 'Hours worked by agencies (source agency), else 0.';
COMMENT ON COLUMN fact_shift.float_hours IS
'Hours worked by the float pool or by nurses of another unit (source float), else 0.';
COMMENT ON COLUMN fact_shift.sick_hours IS
'Planned hours of a person who did not come because of sickness, else 0.';
COMMENT ON COLUMN fact_shift.open_hours IS 'Planned hours that nobody filled, else 0.';
