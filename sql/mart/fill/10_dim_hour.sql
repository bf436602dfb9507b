-- The hours of the day. The shifts of 8 hours begin as in the KPIs of admissions by shift.

INSERT INTO dim_hour (hour_key, hour_label, hour_range, shift_name, day_part, is_office_hour)
SELECT
    n AS hour_key,
    to_char(n, 'FM00') || ':00' AS hour_label,
    to_char(n, 'FM00') || ':00-' || to_char(n, 'FM00') || ':59' AS hour_range,
    CASE WHEN n BETWEEN 7 AND 14 THEN 'day' WHEN n BETWEEN 15 AND 22 THEN 'evening' ELSE 'night' END
        AS shift_name,
    CASE WHEN n < 6 THEN 'night' WHEN n < 12 THEN 'morning' WHEN n < 18 THEN 'afternoon' ELSE 'evening' END
        AS day_part,
    n BETWEEN 8 AND 16 AS is_office_hour
FROM generate_series(0, 23) AS n
