-- id: ed_treat_and_release_median_minutes
-- title: Time in emergency departments of patients who go home
-- severity: warning
-- description: From arrival to departure, measure OP-18b of Medicare. Leaves out the first 30 days, in
--   which hospitals fill up.
-- unit: minutes (median)
-- low: 125
-- high: 205
-- min_rows: 2000
-- source: published: 159 to 163 minutes (Medicare, 2021 to 2024)

SELECT
    percentile_cont(0.5) WITHIN GROUP (
        ORDER BY extract(EPOCH FROM s.departed_at - s.arrived_at) / 60
    ) AS value,
    count(*) AS n
FROM ed_stays AS s
CROSS JOIN current_dataset AS d
WHERE
    s.arrived_at >= d.start + 30
    AND s.decision = 'discharge'
    AND s.departed_at IS NOT NULL
