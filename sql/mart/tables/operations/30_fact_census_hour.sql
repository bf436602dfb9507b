-- Units by hour, from unit_hours. Hospitals of fewer than 25 beds have no rows there, and so none here.

CREATE TABLE fact_census_hour (
    census_hour_id bigint NOT NULL,
    hour_at timestamptz NOT NULL,
    hospital_key integer NOT NULL,
    unit_key integer NOT NULL,
    census_date date NOT NULL,
    hour_key smallint NOT NULL,
    patients smallint NOT NULL,
    staffed_beds smallint NOT NULL,
    boarders smallint NOT NULL,
    nurses smallint,
    nurses_required smallint,
    ratio_hours smallint NOT NULL,
    ratio_met_hours smallint NOT NULL,
    CONSTRAINT pk_fact_census_hour PRIMARY KEY (census_hour_id),
    CONSTRAINT ck_fact_census_hour_counts CHECK (patients >= 0 AND staffed_beds >= 0 AND boarders >= 0),
    CONSTRAINT ck_fact_census_hour_ratio_hours CHECK (ratio_hours IN (0, 1)),
    CONSTRAINT ck_fact_census_hour_ratio_met_hours CHECK (ratio_met_hours BETWEEN 0 AND ratio_hours),
    CONSTRAINT fk_fact_census_hour_hospital_key
    FOREIGN KEY (hospital_key) REFERENCES dim_hospital (hospital_key),
    CONSTRAINT fk_fact_census_hour_unit_key FOREIGN KEY (unit_key) REFERENCES dim_unit (unit_key),
    CONSTRAINT fk_fact_census_hour_census_date FOREIGN KEY (census_date) REFERENCES dim_date (date),
    CONSTRAINT fk_fact_census_hour_hour_key FOREIGN KEY (hour_key) REFERENCES dim_hour (hour_key)
);
COMMENT ON TABLE fact_census_hour IS
'One row for each unit and hour of the last 400 days up to the dataset''s today.';
COMMENT ON COLUMN fact_census_hour.census_hour_id IS
'Number of the row: unit_key * 10000000 + hours since 1970 (UTC). An hour that clocks show twice has two.';
COMMENT ON COLUMN fact_census_hour.hour_at IS 'Start of the hour: the moment that the counts are of.';
COMMENT ON COLUMN fact_census_hour.hospital_key IS 'The hospital.';
COMMENT ON COLUMN fact_census_hour.unit_key IS 'The unit.';
COMMENT ON COLUMN fact_census_hour.census_date IS 'The local day.';
COMMENT ON COLUMN fact_census_hour.hour_key IS
'The local hour. When clocks go back, one hour of the day comes twice.';
COMMENT ON COLUMN fact_census_hour.patients IS 'Patients in the unit. Never sum over hours or days.';
COMMENT ON COLUMN fact_census_hour.staffed_beds IS
'Beds that were not blocked. Never sum over hours or days.';
COMMENT ON COLUMN fact_census_hour.boarders IS
'Patients in the ED who wait for a bed of this kind; ED: all of them. Never sum over units or time.';
COMMENT ON COLUMN fact_census_hour.nurses IS
'Nurses of the unit on duty; null without a workforce. Never sum over hours or days.';
COMMENT ON COLUMN fact_census_hour.nurses_required IS
'Nurses that the patients needed; null without a workforce. Never sum over hours or days.';
COMMENT ON COLUMN fact_census_hour.ratio_hours IS
'1 when nurses were needed (never in operating rooms), else 0. Denominator of the nurse ratio.';
COMMENT ON COLUMN fact_census_hour.ratio_met_hours IS
'1 when nurses were needed and enough were there, else 0. Numerator of the nurse ratio.';

CREATE INDEX ix_fact_census_hour_census_date ON fact_census_hour (census_date);
