-- id: ed_admitted_minutes
-- topic: Emergency department
-- title: ED stay of patients admitted
-- unit: minutes
-- formula: Median of departed_at - arrived_at in minutes, of the ED stays with decision admit and
--   departed_at in the window.
-- denominator: admitted patients who departed from the ED in the window
-- source: published formula: CMS ED-1 (retired); limits own: normal weeks have 365 to 455 here
-- good: low
-- reads: ed_stays, encounters, kpi_departments
-- min_n: 20
-- amber: 480
-- red: 600

WITH admitted AS (
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
    WHERE s.decision = 'admit'
)

SELECT
    w.window_id,
    x.department_id,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY x.minutes) AS value,
    count(x.minutes) AS n
FROM kpi_windows AS w
LEFT JOIN admitted AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
