-- id: ambulance_response_median_minutes
-- title: Ambulances: from the call to the scene
-- severity: warning
-- description: Emergency runs.
-- unit: minutes (median)
-- low: 5.5
-- high: 11
-- min_rows: 1000
-- source: published: 7 minutes urban, 7.7 suburban, 14 rural (Mell 2017)

SELECT
    percentile_cont(0.5) WITHIN GROUP (
        ORDER BY extract(EPOCH FROM on_scene_at - called_at) / 60
    ) AS value,
    count(*) AS n
FROM ambulance_runs
WHERE purpose = 'emergency'
