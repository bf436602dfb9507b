-- question: When do patients arrive in the emergency department?
-- who: Emergency department
-- chart: Heat map: weekdays by hour of the day, colored by the mean number of arrivals.
-- The last 364 days, so that each weekday counts 52 times; fewer if the dataset is shorter. Hours are local.

WITH today AS (
    SELECT max(date) AS today
    FROM dim_date
    WHERE NOT is_after_today
),

span AS (
    SELECT
        greatest(min(f.arrived_date), t.today - 363) AS first_day,
        t.today
    FROM fact_ed_stay AS f
    CROSS JOIN today AS t
    GROUP BY t.today
),

weekdays AS (
    SELECT
        d.weekday_number,
        count(*) AS days
    FROM dim_date AS d
    JOIN span AS s ON d.date BETWEEN s.first_day AND s.today
    GROUP BY d.weekday_number
)

SELECT
    h.hospital_name,
    d.weekday_number,
    d.weekday_name,
    f.arrived_hour_key AS hour,
    count(*) AS arrivals,
    round(count(*) / w.days::numeric, 2) AS arrivals_per_hour
FROM fact_ed_stay AS f
JOIN dim_date AS d ON f.arrived_date = d.date
JOIN weekdays AS w USING (weekday_number)
JOIN dim_hospital AS h USING (hospital_key)
WHERE f.arrived_date >= (SELECT s.first_day FROM span AS s)
GROUP BY h.hospital_name, d.weekday_number, d.weekday_name, f.arrived_hour_key, w.days
ORDER BY h.hospital_name, d.weekday_number, f.arrived_hour_key
