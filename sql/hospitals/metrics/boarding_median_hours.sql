-- id: boarding_median_hours
-- title: Wait of admitted patients in emergency departments
-- severity: warning
-- description: Boarding: from the decision to admit to the departure for a bed. Leaves out the first 30
--   days, in which hospitals fill up.
-- unit: hours (median)
-- low: 1
-- high: 5
-- min_rows: 1000
-- source: published: hospital medians of 2.0 hours in January 2020 and 3.4 hours in December 2021 (Janke
--   2022)

SELECT
    percentile_cont(0.5) WITHIN GROUP (
        ORDER BY extract(EPOCH FROM s.departed_at - s.decision_at) / 3600
    ) AS value,
    count(*) AS n
FROM ed_stays AS s
CROSS JOIN current_dataset AS d
WHERE
    s.arrived_at >= d.start + 30
    AND s.decision = 'admit'
    AND s.departed_at IS NOT NULL
