-- id: ambulance_offload_p90_minutes
-- title: Ambulances: hand-over of patients, one in ten is later
-- severity: warning
-- description: From the arrival at the emergency department until the crew has handed the patient over.
-- unit: minutes (90 %)
-- low: 22
-- high: 60
-- min_rows: 1000
-- source: published: 30 to 45 minutes; the standard of California is 30

SELECT
    percentile_cont(0.9) WITHIN GROUP (
        ORDER BY extract(EPOCH FROM offloaded_at - arrived_at) / 60
    ) AS value,
    count(*) AS n
FROM ambulance_runs
WHERE
    purpose = 'emergency'
    AND offloaded_at IS NOT NULL
