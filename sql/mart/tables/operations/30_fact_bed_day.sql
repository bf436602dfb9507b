-- How each unit was used on each day, exact to the second. All hospitals, small ones too.

CREATE TABLE fact_bed_day (
    bed_day_id bigint NOT NULL,
    hospital_key integer NOT NULL,
    unit_key integer NOT NULL,
    census_date date NOT NULL,
    beds smallint NOT NULL,
    staffed_at_midnight smallint NOT NULL,
    occupied_at_midnight smallint NOT NULL,
    boarding_patients smallint NOT NULL,
    bed_hours numeric(9, 2) NOT NULL,
    blocked_hours numeric(9, 2) NOT NULL,
    cleaning_hours numeric(9, 2) NOT NULL,
    used_hours numeric(9, 2) NOT NULL,
    outlier_hours numeric(9, 2) NOT NULL,
    boarding_hours numeric(9, 2) NOT NULL,
    CONSTRAINT pk_fact_bed_day PRIMARY KEY (bed_day_id),
    CONSTRAINT ck_fact_bed_day_beds CHECK (beds > 0),
    CONSTRAINT ck_fact_bed_day_staffed_at_midnight CHECK (staffed_at_midnight BETWEEN 0 AND beds),
    CONSTRAINT ck_fact_bed_day_occupied_at_midnight CHECK (occupied_at_midnight >= 0),
    CONSTRAINT ck_fact_bed_day_bed_hours CHECK (bed_hours BETWEEN 23 * beds AND 25 * beds),
    CONSTRAINT ck_fact_bed_day_outlier_hours CHECK (outlier_hours BETWEEN 0 AND used_hours),
    CONSTRAINT ck_fact_bed_day_blocked_hours CHECK (blocked_hours >= 0 AND cleaning_hours >= 0),
    CONSTRAINT ck_fact_bed_day_boarding_hours CHECK (
        boarding_hours >= 0 AND (boarding_hours > 0) <= (boarding_patients > 0)
    ),
    CONSTRAINT fk_fact_bed_day_hospital_key
    FOREIGN KEY (hospital_key) REFERENCES dim_hospital (hospital_key),
    CONSTRAINT fk_fact_bed_day_unit_key FOREIGN KEY (unit_key) REFERENCES dim_unit (unit_key),
    CONSTRAINT fk_fact_bed_day_census_date FOREIGN KEY (census_date) REFERENCES dim_date (date)
);
COMMENT ON TABLE fact_bed_day IS
'One row for each unit and local day, from the first day of the dataset to its today.';
COMMENT ON COLUMN fact_bed_day.bed_day_id IS 'Number of the row: unit_key * 100000 + days since 1950-01-01.';
COMMENT ON COLUMN fact_bed_day.hospital_key IS 'The hospital.';
COMMENT ON COLUMN fact_bed_day.unit_key IS 'The unit.';
COMMENT ON COLUMN fact_bed_day.census_date IS 'The local day.';
COMMENT ON COLUMN fact_bed_day.beds IS 'Beds of the unit, blocked ones too. Never sum over days.';
COMMENT ON COLUMN fact_bed_day.staffed_at_midnight IS
'Beds that were not blocked at 00:00, when the day began. Never sum over days.';
COMMENT ON COLUMN fact_bed_day.occupied_at_midnight IS
'Patients in the unit at 00:00, when the day began: on a Monday, those of the night from Sunday. Never '
'sum over days.';
COMMENT ON COLUMN fact_bed_day.boarding_patients IS
'Emergency departments: patients who boarded on the day. Never sum over days: some board on two.';
COMMENT ON COLUMN fact_bed_day.bed_hours IS
'Hours of all beds: beds * 24 (23 or 25 on days on which the clocks change).';
COMMENT ON COLUMN fact_bed_day.blocked_hours IS 'Hours in which beds were out of use.';
COMMENT ON COLUMN fact_bed_day.cleaning_hours IS 'Hours in which beds waited for cleaning or were cleaned.';
COMMENT ON COLUMN fact_bed_day.used_hours IS
'Hours of patients in the unit; in the ED also of those without a station, so it can pass bed_hours. '
'Occupancy of a ward is used_hours / (bed_hours - blocked_hours).';
COMMENT ON COLUMN fact_bed_day.outlier_hours IS 'Of these, hours of patients of another service or level.';
COMMENT ON COLUMN fact_bed_day.boarding_hours IS
'Emergency departments: hours of patients who waited for a bed after the decision. Wards: 0.';
