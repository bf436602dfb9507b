-- The 24 hours of a day. Operations facts use it; it needs no rows of the warehouse.

CREATE TABLE dim_hour (
    hour_key smallint NOT NULL,
    hour_label text NOT NULL,
    hour_range text NOT NULL,
    shift_name text NOT NULL,
    day_part text NOT NULL,
    is_office_hour boolean NOT NULL,
    CONSTRAINT pk_dim_hour PRIMARY KEY (hour_key),
    CONSTRAINT ck_dim_hour_hour_key CHECK (hour_key BETWEEN 0 AND 23),
    CONSTRAINT ck_dim_hour_shift_name CHECK (shift_name IN ('day', 'evening', 'night'))
);
COMMENT ON TABLE dim_hour IS
'One row for each hour of the day, in the local time of the hospital.';
COMMENT ON COLUMN dim_hour.hour_key IS
'Hour of the day, 0 to 23: 14 is the time from 14:00 to 14:59. There is no row for None.';
COMMENT ON COLUMN dim_hour.hour_label IS 'The hour as a clock shows it, such as 14:00.';
COMMENT ON COLUMN dim_hour.hour_range IS 'The hour as a range, such as 14:00-14:59.';
COMMENT ON COLUMN dim_hour.shift_name IS
'Shift of 8 hours: day (7 to 14), evening (15 to 22) or night (23 to 6).';
COMMENT ON COLUMN dim_hour.day_part IS
'night (0 to 5), morning (6 to 11), afternoon (12 to 17) or evening (18 to 23).';
COMMENT ON COLUMN dim_hour.is_office_hour IS 'True from 8:00 to 16:59.';
