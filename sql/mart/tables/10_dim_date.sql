CREATE TABLE dim_date (
    date date NOT NULL,
    year smallint NOT NULL,
    quarter smallint NOT NULL,
    month smallint NOT NULL,
    day_of_month smallint NOT NULL,
    day_of_year smallint NOT NULL,
    weekday_number smallint NOT NULL,
    iso_year smallint NOT NULL,
    iso_week smallint NOT NULL,
    fiscal_year smallint NOT NULL,
    fiscal_quarter smallint NOT NULL,
    year_start date NOT NULL,
    quarter_start date NOT NULL,
    month_start date NOT NULL,
    week_start date NOT NULL,
    is_weekend boolean NOT NULL,
    is_holiday boolean,
    is_workday boolean,
    is_after_today boolean NOT NULL,
    is_complete_month boolean NOT NULL,
    year_quarter text NOT NULL,
    year_month text NOT NULL,
    iso_year_week text NOT NULL,
    fiscal_year_quarter text NOT NULL,
    month_name text NOT NULL,
    month_short text NOT NULL,
    weekday_name text NOT NULL,
    weekday_short text NOT NULL,
    holiday_name text NOT NULL,
    CONSTRAINT pk_dim_date PRIMARY KEY (date),
    CONSTRAINT ck_dim_date_quarter CHECK (quarter BETWEEN 1 AND 4),
    CONSTRAINT ck_dim_date_month CHECK (month BETWEEN 1 AND 12),
    CONSTRAINT ck_dim_date_day_of_month CHECK (day_of_month BETWEEN 1 AND 31),
    CONSTRAINT ck_dim_date_day_of_year CHECK (day_of_year BETWEEN 1 AND 366),
    CONSTRAINT ck_dim_date_weekday_number CHECK (weekday_number BETWEEN 1 AND 7),
    CONSTRAINT ck_dim_date_iso_week CHECK (iso_week BETWEEN 1 AND 53),
    CONSTRAINT ck_dim_date_fiscal_quarter CHECK (fiscal_quarter BETWEEN 1 AND 4),
    CONSTRAINT ck_dim_date_is_weekend CHECK (is_weekend = (weekday_number >= 6)),
    CONSTRAINT ck_dim_date_holiday_name CHECK (is_holiday IS TRUE OR holiday_name = 'None')
);

COMMENT ON TABLE dim_date IS
'One row for each day, in whole years without gaps: from the year before the start of the dataset to the '
'year after its today.';
COMMENT ON COLUMN dim_date.date IS 'The day. Facts refer to it with dates, so no conversion is necessary.';
COMMENT ON COLUMN dim_date.year IS 'Calendar year, such as 2026.';
COMMENT ON COLUMN dim_date.quarter IS 'Calendar quarter, 1 to 4.';
COMMENT ON COLUMN dim_date.month IS 'Month, 1 to 12. Sort the names of the months by it.';
COMMENT ON COLUMN dim_date.day_of_month IS 'Day of the month, 1 to 31.';
COMMENT ON COLUMN dim_date.day_of_year IS 'Day of the year, 1 to 366.';
COMMENT ON COLUMN dim_date.weekday_number IS
'ISO weekday: 1 is Monday, 7 is Sunday. Sort the names of the weekdays by it.';
COMMENT ON COLUMN dim_date.iso_year IS
'Year of the ISO week. It differs from year in some days around January 1.';
COMMENT ON COLUMN dim_date.iso_week IS
'ISO week, 1 to 53: weeks begin on Monday, and week 1 contains January 4.';
COMMENT ON COLUMN dim_date.fiscal_year IS
'US federal fiscal year: it begins on October 1 of the year before, so October 2026 is in 2027.';
COMMENT ON COLUMN dim_date.fiscal_quarter IS
'Quarter of the US federal fiscal year, 1 (October to December) to 4.';
COMMENT ON COLUMN dim_date.year_start IS 'First day of the calendar year.';
COMMENT ON COLUMN dim_date.quarter_start IS
'First day of the calendar quarter: the time axis of charts by quarter.';
COMMENT ON COLUMN dim_date.month_start IS 'First day of the month: the time axis of charts by month.';
COMMENT ON COLUMN dim_date.week_start IS 'Monday of the week: the time axis of charts by week.';
COMMENT ON COLUMN dim_date.is_weekend IS 'True on Saturday and Sunday.';
COMMENT ON COLUMN dim_date.is_holiday IS
'True on US federal holidays, as observed; null in years for which the dataset lists no holidays.';
COMMENT ON COLUMN dim_date.is_workday IS
'True from Monday to Friday when the day is no holiday; null where is_holiday is null, weekends aside.';
COMMENT ON COLUMN dim_date.is_after_today IS
'True after the today of the dataset. Only plans, such as due dates, have such days.';
COMMENT ON COLUMN dim_date.is_complete_month IS
'True when the dataset has the whole month: from its start to its today. Filter by it to compare months.';
COMMENT ON COLUMN dim_date.year_quarter IS 'Calendar year and quarter, such as 2026-Q4; sorts by time.';
COMMENT ON COLUMN dim_date.year_month IS 'Year and month, such as 2026-11; sorts by time.';
COMMENT ON COLUMN dim_date.iso_year_week IS 'ISO year and week, such as 2026-W47; sorts by time.';
COMMENT ON COLUMN dim_date.fiscal_year_quarter IS
'US federal fiscal year and quarter, such as FY2027-Q1; sorts by time.';
COMMENT ON COLUMN dim_date.month_name IS 'Name of the month in English, such as November.';
COMMENT ON COLUMN dim_date.month_short IS 'Short name of the month, such as Nov.';
COMMENT ON COLUMN dim_date.weekday_name IS 'Name of the weekday in English, such as Sunday.';
COMMENT ON COLUMN dim_date.weekday_short IS 'Short name of the weekday, such as Sun.';
COMMENT ON COLUMN dim_date.holiday_name IS
'Name of the holiday, such as Thanksgiving Day; None on other days.';
