-- id: discharge_delay_hours
-- topic: Discharges and outcomes
-- title: Delay of discharge
-- unit: hours
-- formula: Mean of left_at - ready_at in hours, of the inpatient stays whose patient left in the window,
--   dead or alive and who have a ready_at.
-- denominator: stays with a ready_at discharged in the window
-- source: published idea: NHS (no criteria to reside); limits own: normal weeks have 3 to 6 here
-- good: low
-- reads: encounters, kpi_departments
-- min_n: 20
-- amber: 8
-- red: 12

WITH discharged AS (
    SELECT
        w.window_id,
        d.department_id,
        extract(EPOCH FROM e.left_at - e.ready_at)::double precision / 3600 AS hours
    FROM kpi_windows AS w
    -- ORDER BY makes each window look up its own rows in the index; else Postgres joins whole hospitals
    JOIN LATERAL (
        SELECT e.*
        FROM encounters AS e
        WHERE
            e.hospital_id = w.hospital_id
            AND e.left_at >= w.began_at
            AND e.left_at < w.ended_at
        ORDER BY e.left_at
    ) AS e ON TRUE
    LEFT JOIN kpi_departments AS d
        ON
            e.hospital_id = d.hospital_id
            AND e.service = d.service
    WHERE
        e.class = 'inpatient'
        AND e.ready_at IS NOT NULL
)

SELECT
    w.window_id,
    x.department_id,
    avg(x.hours) AS value,
    count(x.hours) AS n
FROM kpi_windows AS w
LEFT JOIN discharged AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
