-- id: ed_door_to_provider_median_minutes
-- title: Wait for a provider in emergency departments
-- severity: warning
-- description: From arrival to the first provider. Leaves out the first 30 days, in which hospitals fill
--   up.
-- unit: minutes (median)
-- low: 5
-- high: 45
-- min_rows: 2000
-- source: published: median 31 minutes in 2006, group means of 31 to 39 minutes in 2022 (NHAMCS)

SELECT
    percentile_cont(0.5) WITHIN GROUP (
        ORDER BY extract(EPOCH FROM s.provider_at - s.arrived_at) / 60
    ) AS value,
    count(*) AS n
FROM ed_stays AS s
CROSS JOIN current_dataset AS d
WHERE
    s.arrived_at >= d.start + 30
    AND s.provider_at IS NOT NULL
