-- id: ed_ambulance_pct
-- title: Patients of emergency departments who came by ambulance
-- severity: warning
-- description: Twice as many of the patients are admitted as in the United States, and they come by
--   ambulance more often. Leaves out the first 30 days, in which hospitals fill up.
-- unit: % of arrivals
-- low: 13
-- high: 26
-- min_rows: 3000
-- source: published: 14.6 % (NHAMCS 2015-20, computed from the public files)

SELECT
    100.0 * count(*) FILTER (WHERE e.arrival_mode = 'ambulance') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM ed_stays AS s
JOIN encounters AS e USING (encounter_id)
CROSS JOIN current_dataset AS d
WHERE s.arrived_at >= d.start + 30
