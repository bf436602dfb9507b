-- id: moves_per_stay
-- title: Moves from bed to bed in a stay
-- unit: moves
-- formula: Mean of (bed stays of the encounter - 1), over the inpatient stays whose patient left in the
--   window, dead or alive, and that have a bed stay.
-- denominator: these stays
-- source: published formula: NHS; no bands
-- good: low
-- reads: bed_stays, encounters, kpi_departments
-- min_n: 20

WITH stays AS (
    SELECT
        w.window_id,
        k.department_id,
        count(*) - 1 AS moves
    FROM kpi_windows AS w
    JOIN encounters AS e
        ON
            w.hospital_id = e.hospital_id
            AND w.began_at <= e.left_at
            AND w.ended_at > e.left_at
            AND e.class = 'inpatient'
    JOIN bed_stays USING (encounter_id)
    LEFT JOIN kpi_departments AS k
        ON
            e.hospital_id = k.hospital_id
            AND e.service = k.service
    GROUP BY w.window_id, k.department_id, e.encounter_id
)

SELECT
    w.window_id,
    s.department_id,
    avg(s.moves)::double precision AS value,
    count(s.moves) AS n
FROM kpi_windows AS w
LEFT JOIN stays AS s USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, s.department_id))
HAVING grouping(s.department_id) = 1 OR s.department_id IS NOT NULL
