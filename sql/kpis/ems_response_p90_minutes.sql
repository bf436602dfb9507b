-- id: ems_response_p90_minutes
-- topic: Ambulances and events
-- title: Ambulances: from the call to the scene, 9 of 10
-- unit: minutes
-- formula: 90th percentile (percentile_cont) of on_scene_at - called_at, over the rows of ambulance_runs
--   with purpose 'emergency' that arrived at the hospital (arrived_at) in the window.
-- denominator: these runs
-- source: published formula: NFPA 1710, NEMSQA; amber and red own
-- good: low
-- reads: ambulance_runs
-- min_n: 100
-- amber: 18
-- red: 22

SELECT
    w.window_id,
    NULL::integer AS department_id,
    x.value,
    x.n
FROM kpi_windows AS w
CROSS JOIN
    LATERAL (
        SELECT
            percentile_cont(0.9) WITHIN GROUP (
                ORDER BY extract(EPOCH FROM r.on_scene_at - r.called_at) / 60
            ) AS value,
            count(*) AS n
        FROM ambulance_runs AS r
        WHERE
            r.hospital_id = w.hospital_id
            AND r.arrived_at >= w.began_at
            AND r.arrived_at < w.ended_at
            AND r.purpose = 'emergency'
    ) AS x
