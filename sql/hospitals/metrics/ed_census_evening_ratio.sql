-- id: ed_census_evening_ratio
-- title: Patients in emergency departments at 19 o'clock against 6 o'clock
-- severity: warning
-- description: How many times more patients are there in the evening than early in the morning. Patients
--   who wait for a bed over night make it smaller. n counts those of the morning. Leaves out the first 30
--   days, in which hospitals fill up.
-- unit: ratio
-- low: 1.5
-- high: 4.5
-- min_rows: 1000
-- source: published: 58,000 at 19 o'clock and 19,000 at 6 o'clock, 3.1 times (NHAMCS 2006)

WITH hours AS (
    SELECT
        c.census,
        extract(HOUR FROM c.hour AT TIME ZONE h.time_zone) AS hour
    FROM unit_hours AS c
    JOIN units AS u USING (unit_id)
    JOIN hospitals AS h USING (hospital_id)
    CROSS JOIN current_dataset AS d
    WHERE
        u.care_level = 'emergency'
        AND c.hour >= d.start + 30
)

SELECT
    (sum(census) FILTER (WHERE hour = 19))::numeric
    / nullif(sum(census) FILTER (WHERE hour = 6), 0) AS value,
    sum(census) FILTER (WHERE hour = 6) AS n
FROM hours
