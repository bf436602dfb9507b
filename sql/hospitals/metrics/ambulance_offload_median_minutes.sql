-- id: ambulance_offload_median_minutes
-- title: Ambulances: hand-over of patients
-- severity: warning
-- description: From the arrival at the emergency department until the crew has handed the patient over.
-- unit: minutes (median)
-- low: 9
-- high: 22
-- min_rows: 1000
-- source: published: 14 minutes

SELECT
    percentile_cont(0.5) WITHIN GROUP (
        ORDER BY extract(EPOCH FROM offloaded_at - arrived_at) / 60
    ) AS value,
    count(*) AS n
FROM ambulance_runs
WHERE
    purpose = 'emergency'
    AND offloaded_at IS NOT NULL
