-- id: los_geometric_mean_days
-- topic: Length of stay
-- title: Geometric mean length of stay
-- unit: days
-- formula: exp(mean(ln(days))), days = left_at - admitted_at, of the inpatient stays whose patient left in
--   the window, dead or alive; stays of length 0 are left out.
-- denominator: stays of more than 0 days discharged in the window
-- source: published formula: CMS
-- good: low
-- reads: encounters, kpi_departments
-- min_n: 20
-- replaces: 6

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
    WHERE
        e.class = 'inpatient'
        AND e.left_at > e.admitted_at
)

SELECT
    w.window_id,
    x.department_id,
    exp(avg(ln(x.days))) AS value,
    count(x.days) AS n
FROM kpi_windows AS w
LEFT JOIN discharged AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
