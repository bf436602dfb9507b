-- id: moves_per_stay
-- topic: Beds and wards
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
        x.moves
    FROM kpi_windows AS w
    CROSS JOIN
        LATERAL (
            SELECT
                e.service,
                count(*) - 1 AS moves
            FROM encounters AS e
            JOIN bed_stays USING (encounter_id)
            WHERE
                e.hospital_id = w.hospital_id
                AND e.left_at >= w.began_at
                AND e.left_at < w.ended_at
                AND e.class = 'inpatient'
            GROUP BY e.encounter_id
        ) AS x
    LEFT JOIN kpi_departments AS k
        ON
            w.hospital_id = k.hospital_id
            AND x.service = k.service
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
