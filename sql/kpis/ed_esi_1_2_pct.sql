-- id: ed_esi_1_2_pct
-- topic: Emergency department
-- title: Most urgent ED patients (ESI 1 and 2)
-- unit: %
-- formula: Share with esi 1 or 2, of the ED stays with triaged_at in the window (and registered_at no more
--   than 168 hours before it), in %.
-- denominator: patients triaged in the window
-- source: published formula: EDBA
-- good: none
-- reads: ed_stays, encounters, kpi_departments
-- min_n: 20

WITH triaged AS (
    SELECT
        w.window_id,
        d.department_id,
        s.esi IN (1, 2) AS urgent
    FROM kpi_windows AS w
    -- ORDER BY makes each window look up its own rows in the index; else Postgres joins whole hospitals
    JOIN LATERAL (
        SELECT e.*
        FROM encounters AS e
        WHERE
            e.hospital_id = w.hospital_id
            AND e.registered_at >= w.began_at - interval '168 hours'
            AND e.registered_at < w.ended_at
        ORDER BY e.registered_at
    ) AS e ON TRUE
    JOIN ed_stays AS s
        ON
            e.encounter_id = s.encounter_id
            AND w.began_at <= s.triaged_at
            AND w.ended_at > s.triaged_at
    LEFT JOIN kpi_departments AS d
        ON
            w.hospital_id = d.hospital_id
            AND d.service = 'EMED'
)

SELECT
    w.window_id,
    x.department_id,
    100 * avg(x.urgent::integer)::double precision AS value,
    count(x.urgent) AS n
FROM kpi_windows AS w
LEFT JOIN triaged AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
