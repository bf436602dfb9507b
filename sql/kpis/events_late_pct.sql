-- id: events_late_pct
-- title: Events recorded late
-- unit: %
-- formula: Rows of adt_events recorded in the window (recorded_at) more than 15 minutes after they
--   occurred (occurred_at), in % of all those recorded in it.
-- denominator: events recorded in the window
-- source: own: the quality of the log of admissions, discharges and transfers
-- good: low
-- reads: adt_events
-- min_n: 20
-- amber: 6
-- red: 10

SELECT
    w.window_id,
    NULL::integer AS department_id,
    (
        100.0 * count(*) FILTER (WHERE e.recorded_at - e.occurred_at > interval '15 minutes')
        / nullif(count(e.event_key), 0)
    )::double precision AS value,
    count(e.event_key) AS n
FROM kpi_windows AS w
LEFT JOIN adt_events AS e
    ON
        w.hospital_id = e.hospital_id
        AND w.began_at <= e.recorded_at
        AND w.ended_at > e.recorded_at
GROUP BY w.window_id
