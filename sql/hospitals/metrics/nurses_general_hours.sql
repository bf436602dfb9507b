-- id: nurses_general_hours
-- title: Nurse hours for each patient day in general wards
-- severity: warning
-- description: Hours of nurses on duty. n counts patient days. Leaves out the first 30 days, in which
--   hospitals fill up.
-- unit: hours
-- low: 5.5
-- high: 10.5
-- min_rows: 5000
-- source: published: registered nurses 6, all of nursing 8 to 10

SELECT
    24.0 * sum(c.nurses_worked) / nullif(sum(c.census), 0) AS value,
    coalesce(sum(c.census), 0) / 24 AS n
FROM unit_hours AS c
JOIN units AS u USING (unit_id)
CROSS JOIN current_dataset AS d
WHERE
    u.care_level = 'general'
    AND c.nurses_worked IS NOT NULL
    AND c.hour >= d.start + 30
