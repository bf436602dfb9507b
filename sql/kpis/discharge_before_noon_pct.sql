-- id: discharge_before_noon_pct
-- topic: Discharges and outcomes
-- title: Discharges before noon
-- unit: %
-- formula: Share with a local hour of left_at below 12, of the inpatient stays whose patient left alive
--   (disposition not 20) in the window, in %.
-- denominator: stays discharged alive in the window
-- source: published formula: Society of Hospital Medicine; limits own: normal weeks have 16 to 30 here
-- good: high
-- reads: encounters, kpi_departments
-- min_n: 20
-- amber: 12
-- red: 8

WITH discharged AS (
    SELECT
        w.window_id,
        d.department_id,
        extract(HOUR FROM e.left_at AT TIME ZONE w.time_zone) < 12 AS early
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
        AND e.disposition <> '20'
)

SELECT
    w.window_id,
    x.department_id,
    100 * avg(x.early::integer)::double precision AS value,
    count(x.early) AS n
FROM kpi_windows AS w
LEFT JOIN discharged AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
