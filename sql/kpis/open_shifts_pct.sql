-- id: open_shifts_pct
-- title: Shifts that nobody worked
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
        s.status = 'open' AS is_open,
        s.shift_id % 100000 >= 50000 AS stands_in
    FROM kpi_windows AS w
    JOIN units AS u USING (hospital_id)
    JOIN shifts AS s
        ON
            u.unit_id = s.unit_id
            AND w.began_at <= s.planned_start
            AND w.ended_at > s.planned_start
    UNION ALL
    SELECT
        w.window_id,
        NULL AS department_id,
        s.status = 'open' AS is_open,
        s.shift_id % 100000 >= 50000 AS stands_in
    FROM kpi_windows AS w
    JOIN shifts AS s
        ON
            s.unit_id IS NULL
            AND w.hospital_id = s.hospital_id
            AND w.began_at <= s.planned_start
            AND w.ended_at > s.planned_start
)

SELECT
    w.window_id,
    p.department_id,
    (
        100.0 * count(*) FILTER (WHERE p.is_open) / nullif(count(*) FILTER (WHERE NOT p.stands_in), 0)
    )::double precision AS value,
    count(*) FILTER (WHERE NOT p.stands_in) AS n
FROM kpi_windows AS w
LEFT JOIN planned AS p USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, p.department_id))
HAVING
    grouping(p.department_id) = 1
    OR (p.department_id IS NOT NULL AND count(*) FILTER (WHERE NOT p.stands_in) > 0)
