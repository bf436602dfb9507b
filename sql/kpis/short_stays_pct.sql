-- id: short_stays_pct
-- topic: Length of stay
-- title: Stays under 24 hours
-- unit: %
-- formula: Share of less than 24 hours (left_at - admitted_at) of the inpatient stays whose patient left in
--   the window, dead or alive, in %.
-- denominator: stays discharged in the window
-- source: published formula: NHS (zero and one day stays)
-- good: none
-- reads: encounters, kpi_departments
-- min_n: 20
-- replaces: 10

WITH discharged AS (
    SELECT
        w.window_id,
        d.department_id,
        e.left_at - e.admitted_at < interval '24 hours' AS counts
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
    100 * avg(x.counts::integer)::double precision AS value,
    count(x.counts) AS n
FROM kpi_windows AS w
LEFT JOIN discharged AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
