-- id: events_cancelled_pct
-- topic: Ambulances and events
-- title: Events that cancel another one
-- unit: %
-- formula: Rows of adt_events recorded in the window (recorded_at) that cancel another event (cancels is
--   not null), in % of all those recorded in it.
-- denominator: events recorded in the window
-- source: own: each is an entry that was wrong
-- good: low
-- reads: adt_events
-- min_n: 20
-- amber: 1
-- red: 2

SELECT
    w.window_id,
    NULL::integer AS department_id,
    x.value,
    x.n
FROM kpi_windows AS w
CROSS JOIN
    LATERAL (
        SELECT
            (100.0 * count(e.cancels) / nullif(count(*), 0))::double precision AS value,
            count(*) AS n
        FROM adt_events AS e
        WHERE
            e.hospital_id = w.hospital_id
            AND e.recorded_at >= w.began_at
            AND e.recorded_at < w.ended_at
    ) AS x
