-- question: How does the census of this week compare with the usual one?
-- who: Chief nurse
-- chart: Line of the last 7 days by hour, with the band from P10 to P90 of the same weekday and hour.
-- Usual: the 52 weeks before these 7 days. Patients in wards; emergency departments and operating rooms are
-- left out.

WITH today AS (
    SELECT max(date) AS today
    FROM dim_date
    WHERE NOT is_after_today
),

hours AS (
    SELECT
        f.hospital_key,
        f.census_date,
        f.hour_key,
        f.hour_at,
        sum(f.patients) AS patients
    FROM fact_census_hour AS f
    JOIN dim_unit AS u USING (unit_key)
    CROSS JOIN today AS t
    WHERE u.is_ward AND f.census_date > t.today - 371
    GROUP BY f.hospital_key, f.census_date, f.hour_key, f.hour_at
),

usual AS (
    SELECT
        o.hospital_key,
        d.weekday_number,
        o.hour_key,
        percentile_cont(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY o.patients) AS percentiles
    FROM hours AS o
    JOIN dim_date AS d ON o.census_date = d.date
    CROSS JOIN today AS t
    WHERE o.census_date <= t.today - 7
    GROUP BY o.hospital_key, d.weekday_number, o.hour_key
)

SELECT
    h.hospital_name,
    o.hour_at,
    o.census_date,
    o.hour_key AS hour,
    o.patients,
    u.percentiles[1] AS usual_p10,
    u.percentiles[2] AS usual_median,
    u.percentiles[3] AS usual_p90
FROM hours AS o
JOIN dim_date AS d ON o.census_date = d.date
JOIN dim_hospital AS h USING (hospital_key)
CROSS JOIN today AS t
LEFT JOIN usual AS u USING (hospital_key, weekday_number, hour_key)
WHERE o.census_date > t.today - 7
ORDER BY h.hospital_name, o.hour_at
