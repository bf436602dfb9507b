-- id: events_late_pct
-- topic: Ambulances and events
-- title: Events recorded late
-- unit: %
-- formula: Rows of adt_events recorded in the window (recorded_at) more than 15 minutes after they
--   occurred (occurred_at), in % of all those recorded in it.
-- denominator: events recorded in the window
-- source: own: the quality of the log of admissions, discharges and transfers
-- good: low
-- reads: adt_events
-- min_n: 20
-- amber: 5
-- red: 10

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
                100.0 * count(*) FILTER (WHERE e.recorded_at - e.occurred_at > interval '15 minutes')
                / nullif(count(*), 0)
            )::double precision AS value,
            count(*) AS n
        FROM adt_events AS e
        WHERE
            e.hospital_id = w.hospital_id
            AND e.recorded_at >= w.began_at
            AND e.recorded_at < w.ended_at
    ) AS x
