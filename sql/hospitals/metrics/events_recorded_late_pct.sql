-- id: events_recorded_late_pct
-- title: Events recorded more than an hour after they occurred
-- severity: warning
-- description: People who read the log by the time of recording must expect them.
-- unit: % of events
-- low: 1.2
-- high: 3
-- min_rows: 20000
-- source: assumption: 2 %

SELECT
    100.0 * count(*) FILTER (WHERE recorded_at >= occurred_at + interval '1 hour')
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM adt_events
