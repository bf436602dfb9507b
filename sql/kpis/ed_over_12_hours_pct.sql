-- id: ed_over_12_hours_pct
-- topic: Emergency department
-- title: ED stays over 12 hours
-- unit: %
-- formula: Share with departed_at - arrived_at above 12 hours, of the ED stays with departed_at in the
--   window, in %.
-- denominator: patients who departed from the ED in the window
-- source: published formula: NHS England, 12 hours from arrival; limits own: normal weeks have up to 6 here
-- good: low
-- reads: ed_stays, encounters, kpi_departments
-- min_n: 20
-- amber: 7
-- red: 12

WITH departed AS (
    SELECT
        w.window_id,
        d.department_id,
        s.departed_at - s.arrived_at > interval '12 hours' AS counts
    FROM kpi_windows AS w
    -- ORDER BY makes each window look up its own rows in the index; else Postgres joins whole hospitals
    JOIN LATERAL (
        SELECT s.*
        FROM ed_stays AS s
        WHERE
            s.departed_at >= w.began_at
            AND s.departed_at < w.ended_at
        ORDER BY s.departed_at
    ) AS s ON TRUE
    JOIN encounters AS e
        ON
            s.encounter_id = e.encounter_id
            AND w.hospital_id = e.hospital_id
    LEFT JOIN kpi_departments AS d
        ON
            w.hospital_id = d.hospital_id
            AND d.service = 'EMED'
)

SELECT
    w.window_id,
    x.department_id,
    100 * avg(x.counts::integer)::double precision AS value,
    count(x.counts) AS n
FROM kpi_windows AS w
LEFT JOIN departed AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
