-- id: ed_seen_72_hours_pct
-- title: Patients of emergency departments who were there in the 72 hours before
-- severity: warning
-- description: From departure to the next arrival of the patient. Leaves out the first 30 days, in which
--   hospitals fill up.
-- unit: % of arrivals
-- low: 1.5
-- high: 6
-- min_rows: 5000
-- source: published: 3.6 % (NHAMCS 2006)

WITH arrivals AS (
    SELECT
        s.arrived_at,
        s.arrived_at - lag(s.departed_at) OVER (PARTITION BY e.patient_id ORDER BY s.arrived_at) AS since
    FROM ed_stays AS s
    JOIN encounters AS e USING (encounter_id)
)

SELECT
    100.0 * count(*) FILTER (WHERE a.since <= interval '72 hours') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM arrivals AS a
CROSS JOIN current_dataset AS d
WHERE a.arrived_at >= d.start + 30
