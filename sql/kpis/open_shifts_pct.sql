-- id: open_shifts_pct
-- topic: Staff
-- title: Shifts that nobody filled
-- unit: %
-- formula: Shifts planned to start in the window that nobody filled (status 'open': of a vacant post, or
--   in place of somebody absent), in % of all shifts planned to start in it. Rows that stand in for an
--   absent person (shift_id modulo 100000 at least 50000) are left out of the number of all shifts, as
--   the shift of the absent person is in it. The department is that of the unit of the shift; shifts
--   without a unit count for the hospital only.
-- denominator: shifts planned to start in the window, without stand-ins
-- source: own
-- good: low
-- reads: shifts, units
-- min_n: 20
-- amber: 5
-- red: 10

WITH planned AS (
    SELECT
        w.window_id,
        u.department_id,
        x.shifts,
        x.open_shifts
    FROM kpi_windows AS w
    JOIN units AS u USING (hospital_id)
    CROSS JOIN
        LATERAL (
            SELECT
                count(*) FILTER (WHERE s.shift_id % 100000 < 50000) AS shifts,
                count(*) FILTER (WHERE s.status = 'open') AS open_shifts
            FROM shifts AS s
            WHERE
                s.unit_id = u.unit_id
                AND s.planned_start >= w.began_at
                AND s.planned_start < w.ended_at
        ) AS x
    UNION ALL
    SELECT
        w.window_id,
        NULL AS department_id,
        x.shifts,
        x.open_shifts
    FROM kpi_windows AS w
    CROSS JOIN
        LATERAL (
            SELECT
                count(*) FILTER (WHERE s.shift_id % 100000 < 50000) AS shifts,
                count(*) FILTER (WHERE s.status = 'open') AS open_shifts
            FROM shifts AS s
            WHERE
                s.unit_id IS NULL
                AND s.hospital_id = w.hospital_id
                AND s.planned_start >= w.began_at
                AND s.planned_start < w.ended_at
        ) AS x
)

SELECT
    window_id,
    department_id,
    (100.0 * sum(open_shifts) / nullif(sum(shifts), 0))::double precision AS value,
    sum(shifts)::bigint AS n
FROM planned
GROUP BY GROUPING SETS ((window_id), (window_id, department_id))
HAVING grouping(department_id) = 1 OR (department_id IS NOT NULL AND sum(shifts) > 0)
