-- question: How full is each unit now?
-- who: Chief nurse
-- chart: Bullet bars: patients against staffed beds, one bar for each unit.
-- Now is the last hour of the dataset's today. Waiting: admitted patients in the emergency department.

WITH today AS (
    SELECT max(date) AS today
    FROM dim_date
    WHERE NOT is_after_today
)

SELECT
    h.hospital_name,
    u.department_name,
    u.unit_name,
    u.care_level,
    f.patients,
    f.staffed_beds,
    u.unit_beds,
    f.staffed_beds - f.patients AS free_beds,
    f.boarders AS waiting_patients,
    round(100.0 * f.patients / nullif(f.staffed_beds, 0), 1) AS occupancy_pct
FROM fact_census_hour AS f
JOIN dim_unit AS u USING (unit_key)
JOIN dim_hospital AS h USING (hospital_key)
WHERE
    f.census_date = (SELECT t.today FROM today AS t)
    AND f.hour_key = 23
ORDER BY h.hospital_name ASC, occupancy_pct DESC, f.unit_key ASC
