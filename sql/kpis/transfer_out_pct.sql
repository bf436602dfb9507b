-- id: transfer_out_pct
-- topic: Discharges and outcomes
-- title: Transfers to other acute hospitals
-- unit: %
-- formula: Share with disposition 02, 05 or 65 (acute, children's or cancer, psychiatric hospital), of the
--   encounters of class emergency, observation or inpatient with left_at in the window, in %.
-- denominator: encounters with ED or bed that ended in the window
-- source: published idea: EDBA, here with inpatients
-- good: none
-- reads: encounters
-- min_n: 20

WITH departed AS (
    SELECT
        w.window_id,
        e.disposition IN ('02', '05', '65') AS transferred
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
    WHERE e.class IN ('emergency', 'observation', 'inpatient')
)

SELECT
    w.window_id,
    NULL::integer AS department_id,
    100 * avg(x.transferred::integer)::double precision AS value,
    count(x.transferred) AS n
FROM kpi_windows AS w
LEFT JOIN departed AS x USING (window_id)
GROUP BY w.window_id
