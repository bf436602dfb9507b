-- id: offload_p90_minutes
-- topic: Ambulances and events
-- title: Ambulances: from the arrival to the transfer of care, 9 of 10
-- unit: minutes
-- formula: 90th percentile (percentile_cont) of offloaded_at - arrived_at, over the rows of
--   ambulance_runs with purpose 'emergency' and offloaded_at in the window.
-- denominator: these runs
-- source: published formula: California APOT-1, whose limit is 30 minutes; amber and red own, as the
--   median here is the published one and 9 of 10 is longer
-- good: low
-- reads: ambulance_runs
-- min_n: 100
-- amber: 45
-- red: 60

-- no transfer of care takes more than two days
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
                ORDER BY extract(EPOCH FROM r.offloaded_at - r.arrived_at) / 60
            ) AS value,
            count(*) AS n
        FROM ambulance_runs AS r
        WHERE
            r.hospital_id = w.hospital_id
            AND r.arrived_at >= w.began_at - interval '48 hours'
            AND r.arrived_at < w.ended_at
            AND r.offloaded_at >= w.began_at
            AND r.offloaded_at < w.ended_at
            AND r.purpose = 'emergency'
    ) AS x
