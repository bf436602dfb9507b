-- id: ed_admitted_pct
-- title: Patients of emergency departments who are admitted
-- severity: warning
-- description: American hospitals admit 12 to 13 %. Here three patients come without a visit for each one
--   who is admitted. Leaves out the first 30 days, in which hospitals fill up.
-- unit: % of arrivals
-- low: 18
-- high: 33
-- min_rows: 3000
-- source: assumption: 25 %

SELECT
    100.0 * count(*) FILTER (WHERE s.decision = 'admit') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM ed_stays AS s
CROSS JOIN current_dataset AS d
WHERE s.arrived_at >= d.start + 30
