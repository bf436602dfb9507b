-- id: ed_transferred_out_pct
-- title: Patients whom emergency departments send to another hospital
-- severity: warning
-- description: Leaves out the first 30 days, in which hospitals fill up.
-- unit: % of arrivals
-- low: 0.9
-- high: 3.2
-- min_rows: 5000
-- source: published: 1.8 % (NHAMCS 1997-2009)

SELECT
    100.0 * count(*) FILTER (WHERE s.decision = 'transfer') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM ed_stays AS s
CROSS JOIN current_dataset AS d
WHERE s.arrived_at >= d.start + 30
