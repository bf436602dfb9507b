-- id: ed_arrivals_monday_ratio
-- title: Arrivals at emergency departments on Mondays against the mean day
-- severity: warning
-- description: Monday is the busiest day. Leaves out the first 30 days, in which hospitals fill up.
-- unit: ratio
-- low: 1.02
-- high: 1.2
-- min_rows: 10000
-- source: published: Monday is the busiest day (NHAMCS)

SELECT
    7.0 * count(*) FILTER (WHERE extract(ISODOW FROM s.arrived_at AT TIME ZONE h.time_zone) = 1)
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM ed_stays AS s
JOIN encounters USING (encounter_id)
JOIN hospitals AS h USING (hospital_id)
CROSS JOIN current_dataset AS d
WHERE s.arrived_at >= d.start + 30
