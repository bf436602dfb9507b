-- id: door_to_triage_minutes
-- topic: Emergency department
-- title: Door to triage
-- unit: minutes
-- formula: Median of triaged_at - arrived_at in minutes, of the ED stays with triaged_at in the window (and
--   registered_at no more than 168 hours before it).
-- denominator: patients triaged in the window
-- source: published formula: ACEP, EDBA; limits own
-- good: low
-- reads: ed_stays, encounters, kpi_departments
-- min_n: 20
-- amber: 15
-- red: 30

WITH triaged AS (
    SELECT
        w.window_id,
        d.department_id,
        extract(EPOCH FROM s.triaged_at - s.arrived_at)::double precision / 60 AS minutes
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
    percentile_cont(0.5) WITHIN GROUP (ORDER BY x.minutes) AS value,
    count(x.minutes) AS n
FROM kpi_windows AS w
LEFT JOIN triaged AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
