-- id: ed_released_minutes
-- topic: Emergency department
-- title: ED stay of patients sent home
-- unit: minutes
-- formula: Median of departed_at - arrived_at in minutes, of the ED stays with decision discharge and
--   departed_at in the window.
-- denominator: patients sent home from the ED in the window
-- source: published formula: CMS OP-18b; limits own
-- good: low
-- reads: ed_stays, encounters, kpi_departments
-- min_n: 20
-- amber: 180
-- red: 240

WITH released AS (
    SELECT
        w.window_id,
        d.department_id,
        extract(EPOCH FROM s.departed_at - s.arrived_at)::double precision / 60 AS minutes
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
    WHERE s.decision = 'discharge'
)

SELECT
    w.window_id,
    x.department_id,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY x.minutes) AS value,
    count(x.minutes) AS n
FROM kpi_windows AS w
LEFT JOIN released AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
