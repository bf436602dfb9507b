-- question: In which units and hours are there too few nurses for the patients?
-- who: Chief nurse
-- chart: Heat map: units by hour of the day, colored by the share of hours with too few nurses.
-- The last 91 days. Hours without patients do not count, nor do operating rooms.

WITH today AS (
    SELECT max(date) AS today
    FROM dim_date
    WHERE NOT is_after_today
)

SELECT
    h.hospital_name,
    u.unit_name,
    f.hour_key AS hour,
    sum(f.ratio_hours) AS hours,
    sum(f.ratio_hours - f.ratio_met_hours) AS hours_broken,
    round(100.0 * sum(f.ratio_hours - f.ratio_met_hours) / sum(f.ratio_hours), 1) AS broken_pct
FROM fact_census_hour AS f
JOIN dim_unit AS u USING (unit_key)
JOIN dim_hospital AS h USING (hospital_key)
WHERE f.census_date > (SELECT t.today FROM today AS t) - 91
GROUP BY h.hospital_name, f.unit_key, u.unit_name, f.hour_key
HAVING sum(f.ratio_hours) > 0
ORDER BY h.hospital_name, f.unit_key, f.hour_key
