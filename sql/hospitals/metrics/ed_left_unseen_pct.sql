-- id: ed_left_unseen_pct
-- title: Patients who leave emergency departments without being seen
-- severity: warning
-- description: Leaves out the first 30 days, in which hospitals fill up.
-- unit: % of arrivals
-- low: 0.15
-- high: 8
-- min_rows: 5000
-- source: published: hospital medians of 1.1 % in 2017 and 2.1 % in 2021, a twentieth of the hospitals 10
--   % and more (Janke 2022)

SELECT
    100.0 * count(*) FILTER (WHERE s.decision = 'left without being seen') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM ed_stays AS s
CROSS JOIN current_dataset AS d
WHERE s.arrived_at >= d.start + 30
