-- id: ambulance_response_p90_minutes
-- title: Ambulances: from the call to the scene, one in ten is later
-- severity: warning
-- description: Emergency runs.
-- unit: minutes (90 %)
-- low: 9
-- high: 25
-- min_rows: 1000
-- source: published: 90 % of rural runs take up to 30 minutes (Mell 2017); urban ones about 12

SELECT
    percentile_cont(0.9) WITHIN GROUP (
        ORDER BY extract(EPOCH FROM on_scene_at - called_at) / 60
    ) AS value,
    count(*) AS n
FROM ambulance_runs
WHERE purpose = 'emergency'
