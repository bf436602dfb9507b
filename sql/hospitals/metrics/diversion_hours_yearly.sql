-- id: diversion_hours_yearly
-- title: Hours in which a hospital sends ambulances on
-- severity: warning
-- description: Per hospital with an emergency department and year. n counts the hours of these hospitals.
--   Leaves out the first 30 days, in which hospitals fill up.
-- unit: hours per year
-- low: 20
-- high: 1300
-- min_rows: 8000
-- source: published: 374 hours, the median of 202 hospitals in California (Hsia 2012)

WITH diverted AS (
    SELECT sum(extract(EPOCH FROM v.ended_at - v.began_at)) / 3600 AS hours
    FROM diversions AS v
    CROSS JOIN current_dataset AS d
    WHERE v.began_at >= d.start + 30
),

observed AS (
    SELECT count(*) AS hours
    FROM unit_hours AS c
    JOIN units AS u USING (unit_id)
    CROSS JOIN current_dataset AS d
    WHERE
        u.care_level = 'emergency'
        AND c.hour >= d.start + 30
)

SELECT
    8766 * coalesce(v.hours, 0) / nullif(o.hours, 0) AS value,
    o.hours AS n
FROM diverted AS v
CROSS JOIN observed AS o
