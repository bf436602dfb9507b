-- id: left_against_advice_pct
-- topic: Emergency department
-- title: Left against advice
-- unit: %
-- formula: Share with the decision 'against advice', of the ED stays with departed_at in the window, in %.
-- denominator: patients who departed from the ED in the window
-- source: published formula: EDBA; limits own: normal weeks have up to 3 here
-- good: low
-- reads: ed_stays, encounters, kpi_departments
-- min_n: 20
-- amber: 4
-- red: 6

WITH departed AS (
    SELECT
        w.window_id,
        d.department_id,
        s.decision = 'against advice' AS counts
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
