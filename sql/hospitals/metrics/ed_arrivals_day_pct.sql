-- id: ed_arrivals_day_pct
-- title: Arrivals at emergency departments between 10 and 22 o'clock
-- severity: warning
-- description: Local time. Half of the day has two thirds of the arrivals. Leaves out the first 30 days,
--   in which hospitals fill up.
-- unit: % of arrivals
-- low: 61
-- high: 72
-- min_rows: 5000
-- source: assumption: 67 %, the shape of studies of American emergency departments

SELECT
    100.0 * count(*) FILTER (WHERE extract(HOUR FROM s.arrived_at AT TIME ZONE h.time_zone) BETWEEN 10 AND 21)
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM ed_stays AS s
JOIN encounters USING (encounter_id)
JOIN hospitals AS h USING (hospital_id)
CROSS JOIN current_dataset AS d
WHERE s.arrived_at >= d.start + 30
