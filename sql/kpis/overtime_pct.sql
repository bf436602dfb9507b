-- id: overtime_pct
-- topic: Staff
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
-- amber: 10
-- red: 15

-- no shift begins an hour before its planned time, and none ends more than 36 hours after it
WITH worked AS (
    SELECT
        w.window_id,
        u.department_id,
        x.shifts,
        x.seconds,
        x.overtime
    FROM kpi_windows AS w
    JOIN units AS u USING (hospital_id)
    CROSS JOIN
        LATERAL (
            SELECT
                count(*) AS shifts,
                sum(
                    extract(EPOCH FROM least(s.ended_at, w.ended_at) - greatest(s.started_at, w.began_at))
                ) AS seconds,
                sum(
                    extract(EPOCH FROM least(s.ended_at, w.ended_at) - greatest(s.started_at, w.began_at))
                ) FILTER (WHERE s.source = 'overtime') AS overtime
            FROM shifts AS s
            WHERE
                s.unit_id = u.unit_id
                AND s.planned_start >= w.began_at - interval '36 hours'
                AND s.planned_start < w.ended_at + interval '1 hour'
                AND s.started_at < w.ended_at
                AND (s.ended_at IS NULL OR s.ended_at > w.began_at)
        ) AS x
    UNION ALL
    SELECT
        w.window_id,
        NULL AS department_id,
        x.shifts,
        x.seconds,
        x.overtime
    FROM kpi_windows AS w
    CROSS JOIN
        LATERAL (
            SELECT
                count(*) AS shifts,
                sum(
                    extract(EPOCH FROM least(s.ended_at, w.ended_at) - greatest(s.started_at, w.began_at))
                ) AS seconds,
                sum(
                    extract(EPOCH FROM least(s.ended_at, w.ended_at) - greatest(s.started_at, w.began_at))
                ) FILTER (WHERE s.source = 'overtime') AS overtime
            FROM shifts AS s
            WHERE
                s.unit_id IS NULL
                AND s.hospital_id = w.hospital_id
                AND s.planned_start >= w.began_at - interval '36 hours'
                AND s.planned_start < w.ended_at + interval '1 hour'
                AND s.started_at < w.ended_at
                AND (s.ended_at IS NULL OR s.ended_at > w.began_at)
        ) AS x
)

SELECT
    window_id,
    department_id,
    (100 * coalesce(sum(overtime), 0) / sum(seconds))::double precision AS value,
    sum(shifts)::bigint AS n
FROM worked
GROUP BY GROUPING SETS ((window_id), (window_id, department_id))
HAVING grouping(department_id) = 1 OR (department_id IS NOT NULL AND sum(shifts) > 0)
