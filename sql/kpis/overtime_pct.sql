-- id: overtime_pct
-- title: Overtime
-- unit: %
-- formula: Hours worked in the window in shifts with source 'overtime', in % of all hours worked in it.
--   Hours worked: overlap of started_at to ended_at with the window; a shift without ended_at, or with
--   one at or after the end of the window, lasts until the end of the window. The department is that of
--   the unit of the shift; shifts without a unit count for the hospital only.
-- denominator: shifts that overlap with the window
-- source: published: 3 to 5 % of hours; amber and red own
-- good: low
-- reads: shifts, units
-- min_n: 20
-- amber: 6
-- red: 10

-- no shift begins before its planned time by an hour, and none lasts more than 48 hours
WITH worked AS (
    SELECT
        w.window_id,
        u.department_id,
        s.source,
        extract(EPOCH FROM least(s.ended_at, w.ended_at) - greatest(s.started_at, w.began_at)) AS seconds
    FROM kpi_windows AS w
    JOIN units AS u USING (hospital_id)
    JOIN shifts AS s
        ON
            u.unit_id = s.unit_id
            AND w.began_at - interval '48 hours' <= s.planned_start
            AND w.ended_at + interval '1 hour' > s.planned_start
            AND w.ended_at > s.started_at
            AND (s.ended_at IS NULL OR w.began_at < s.ended_at)
    UNION ALL
    SELECT
        w.window_id,
        NULL AS department_id,
        s.source,
        extract(EPOCH FROM least(s.ended_at, w.ended_at) - greatest(s.started_at, w.began_at)) AS seconds
    FROM kpi_windows AS w
    JOIN shifts AS s
        ON
            s.unit_id IS NULL
            AND w.hospital_id = s.hospital_id
            AND w.began_at - interval '48 hours' <= s.planned_start
            AND w.ended_at + interval '1 hour' > s.planned_start
            AND w.ended_at > s.started_at
            AND (s.ended_at IS NULL OR w.began_at < s.ended_at)
)

SELECT
    w.window_id,
    x.department_id,
    (
        100 * coalesce(sum(x.seconds) FILTER (WHERE x.source = 'overtime'), 0) / sum(x.seconds)
    )::double precision AS value,
    count(x.seconds) AS n
FROM kpi_windows AS w
LEFT JOIN worked AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
