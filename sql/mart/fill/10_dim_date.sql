-- Whole years, so that tools accept it as a date table. Due dates lie up to a year after today.
-- to_char gives English names without the prefix TM, whatever the language of the server.

INSERT INTO dim_date (
    date,
    year,
    quarter,
    month,
    day_of_month,
    day_of_year,
    weekday_number,
    iso_year,
    iso_week,
    fiscal_year,
    fiscal_quarter,
    year_start,
    quarter_start,
    month_start,
    week_start,
    is_weekend,
    is_holiday,
    is_workday,
    is_after_today,
    is_complete_month,
    year_quarter,
    year_month,
    iso_year_week,
    fiscal_year_quarter,
    month_name,
    month_short,
    weekday_name,
    weekday_short,
    holiday_name
)
WITH days AS (
    SELECT
        d.day,
        -- October begins the fiscal year: three months later it is January.
        d.day + interval '3 months' AS fiscal_day,
        extract(ISODOW FROM d.day) AS weekday_number,
        c.start,
        c.today,
        -- The warehouse has the holidays of the years from start to today.
        CASE
            WHEN extract(YEAR FROM d.day) BETWEEN extract(YEAR FROM c.start) AND extract(YEAR FROM c.today)
                THEN h.day IS NOT NULL
        END AS is_holiday,
        coalesce(h.name, 'None') AS holiday_name
    FROM current_dataset AS c
    CROSS JOIN
        generate_series(
            date_trunc('year', c.start::timestamp) - interval '1 year',
            date_trunc('year', c.today::timestamp) + interval '2 years' - interval '1 day',
            interval '1 day'
        ) AS d (day)
    LEFT JOIN holidays AS h ON d.day = h.day
)

SELECT
    day AS date,
    extract(YEAR FROM day) AS year,
    extract(QUARTER FROM day) AS quarter,
    extract(MONTH FROM day) AS month,
    extract(DAY FROM day) AS day_of_month,
    extract(DOY FROM day) AS day_of_year,
    weekday_number,
    extract(ISOYEAR FROM day) AS iso_year,
    extract(WEEK FROM day) AS iso_week,
    extract(YEAR FROM fiscal_day) AS fiscal_year,
    extract(QUARTER FROM fiscal_day) AS fiscal_quarter,
    date_trunc('year', day) AS year_start,
    date_trunc('quarter', day) AS quarter_start,
    date_trunc('month', day) AS month_start,
    date_trunc('week', day) AS week_start,
    weekday_number >= 6 AS is_weekend,
    is_holiday,
    weekday_number < 6 AND NOT is_holiday AS is_workday,
    day > today AS is_after_today,
    date_trunc('month', day) >= start
    AND date_trunc('month', day) + interval '1 month' <= today + 1 AS is_complete_month,
    to_char(day, 'YYYY-"Q"Q') AS year_quarter,
    to_char(day, 'YYYY-MM') AS year_month,
    to_char(day, 'IYYY-"W"IW') AS iso_year_week,
    to_char(fiscal_day, '"FY"YYYY-"Q"Q') AS fiscal_year_quarter,
    to_char(day, 'FMMonth') AS month_name,
    to_char(day, 'Mon') AS month_short,
    to_char(day, 'FMDay') AS weekday_name,
    to_char(day, 'Dy') AS weekday_short,
    holiday_name
FROM days
