-- id: scheduled_monday_tuesday_pct
-- title: Scheduled stays that begin on Monday or Tuesday
-- severity: warning
-- description: Leaves out the first 30 days, in which hospitals fill up.
-- unit: % of scheduled stays
-- low: 33
-- high: 56
-- min_rows: 1000
-- source: published: Monday and Tuesday are the highest days (New York), with 42 % of the scheduled
--   occupancy of a children's hospital

SELECT
    100.0 * count(*) FILTER (WHERE extract(ISODOW FROM e.registered_at AT TIME ZONE h.time_zone) <= 2)
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM encounters AS e
JOIN hospitals AS h USING (hospital_id)
CROSS JOIN current_dataset AS d
WHERE
    e.arrival_mode = 'scheduled'
    AND e.admitted_at IS NOT NULL
    AND e.registered_at >= d.start + 30
