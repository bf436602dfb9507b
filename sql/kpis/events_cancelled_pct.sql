-- id: events_cancelled_pct
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
    (100.0 * count(e.cancels) / nullif(count(e.event_key), 0))::double precision AS value,
    count(e.event_key) AS n
FROM kpi_windows AS w
LEFT JOIN adt_events AS e
    ON
        w.hospital_id = e.hospital_id
        AND w.began_at <= e.recorded_at
        AND w.ended_at > e.recorded_at
GROUP BY w.window_id
