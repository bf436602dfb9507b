-- id: nurses_night_ratio
-- title: Nurses at night against by day
-- severity: warning
-- description: Nurses on duty from 19 to 7 o'clock against from 7 to 19 o'clock, local time, in wards of
--   15 beds and more: smaller ones round up. n counts unit hours.
-- unit: ratio
-- low: 0.82
-- high: 0.96
-- min_rows: 20000
-- source: published: 0.85 to 0.90

WITH hours AS (
    SELECT
        c.nurses_worked,
        extract(HOUR FROM c.hour AT TIME ZONE h.time_zone) BETWEEN 7 AND 18 AS by_day
    FROM unit_hours AS c
    JOIN units AS u USING (unit_id)
    JOIN hospitals AS h USING (hospital_id)
    WHERE
        u.care_level NOT IN ('emergency', 'operating')
        AND u.beds >= 15
        AND c.nurses_worked IS NOT NULL
)

SELECT
    avg(nurses_worked) FILTER (WHERE NOT by_day)
    / nullif(avg(nurses_worked) FILTER (WHERE by_day), 0) AS value,
    count(*) AS n
FROM hours
