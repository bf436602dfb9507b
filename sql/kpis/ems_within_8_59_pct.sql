-- id: ems_within_8_59_pct
-- topic: Ambulances and events
-- title: Ambulances at the scene within 8:59 minutes
-- unit: %
-- formula: % with on_scene_at - called_at of 8 minutes 59 seconds or less, over the rows of
--   ambulance_runs with purpose 'emergency' that arrived at the hospital (arrived_at) in the window.
-- denominator: these runs
-- source: published: 8:59 minutes is a common contract limit, for 90 % of the most urgent calls; amber
--   and red own, for calls of all priorities
-- good: high
-- reads: ambulance_runs
-- min_n: 20
-- amber: 45
-- red: 35

SELECT
    w.window_id,
    NULL::integer AS department_id,
    x.value,
    x.n
FROM kpi_windows AS w
CROSS JOIN
    LATERAL (
        SELECT
            (
                100.0 * count(*) FILTER (WHERE r.on_scene_at - r.called_at <= interval '8 minutes 59 seconds')
                / nullif(count(*), 0)
            )::double precision AS value,
            count(*) AS n
        FROM ambulance_runs AS r
        WHERE
            r.hospital_id = w.hospital_id
            AND r.arrived_at >= w.began_at
            AND r.arrived_at < w.ended_at
            AND r.purpose = 'emergency'
    ) AS x
