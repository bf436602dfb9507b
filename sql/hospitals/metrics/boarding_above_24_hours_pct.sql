-- id: boarding_above_24_hours_pct
-- title: Admitted patients who wait more than 24 hours for a bed
-- severity: warning
-- description: Boarding in the emergency department, from the decision to admit. Leaves out the first 30
--   days, in which hospitals fill up.
-- unit: % of admitted patients
-- high: 7
-- min_rows: 1000
-- source: published: 2.6 %, in winter 5 % (46 million stays, Alexander 2025)

SELECT
    100.0 * count(*) FILTER (WHERE s.departed_at - s.decision_at > interval '24 hours')
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM ed_stays AS s
CROSS JOIN current_dataset AS d
WHERE
    s.arrived_at >= d.start + 30
    AND s.decision = 'admit'
    AND s.departed_at IS NOT NULL
