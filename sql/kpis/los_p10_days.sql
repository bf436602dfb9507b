-- id: los_p10_days
-- topic: Length of stay
-- title: 10th percentile of length of stay
-- unit: days
-- formula: Percentile 0.1 (linear interpolation) of left_at - admitted_at in days, of the inpatient stays
--   whose patient left in the window, dead or alive.
-- denominator: stays discharged in the window
-- source: published formula: NHS
-- good: low
-- reads: encounters, kpi_departments
-- min_n: 20
-- replaces: 7

WITH discharged AS (
    SELECT
        w.window_id,
        d.department_id,
        extract(EPOCH FROM e.left_at - e.admitted_at)::double precision / 86400 AS days
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
    WHERE e.class = 'inpatient'
)

SELECT
    w.window_id,
    x.department_id,
    percentile_cont(0.1) WITHIN GROUP (ORDER BY x.days) AS value,
    count(x.days) AS n
FROM kpi_windows AS w
LEFT JOIN discharged AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
