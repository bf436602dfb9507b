-- id: occupancy_pct
-- title: Occupancy of staffed beds in hospitals of 100 and more
-- severity: warning
-- description: Patients against beds, all units but emergency departments and operating rooms, at all
--   hours. Small hospitals are emptier and do not count. Leaves out the first 30 days, in which hospitals
--   fill up.
-- unit: % of staffed beds
-- low: 58
-- high: 86
-- min_rows: 100000
-- source: published: 75.3 % from May 2023 to April 2024, 63.9 % before 2020 (Leuchter 2025)

WITH wards AS (
    SELECT
        unit_id,
        sum(beds) OVER (PARTITION BY hospital_id) AS beds_of_hospital
    FROM units
    WHERE care_level NOT IN ('emergency', 'operating')
)

SELECT
    100.0 * sum(c.census) / nullif(sum(c.staffed_beds), 0) AS value,
    sum(c.staffed_beds) AS n
FROM unit_hours AS c
JOIN wards AS w USING (unit_id)
CROSS JOIN current_dataset AS d
WHERE
    w.beds_of_hospital >= 100
    AND c.hour >= d.start + 30
