-- id: ed_arrivals_per_day
-- topic: Emergency department
-- title: ED arrivals
-- unit: per day
-- formula: Number of ED stays whose registered_at (= arrived_at) is in the window / length of the window in
--   days of 24 hours.
-- denominator: ED arrivals in the window
-- source: published formula: EDBA
-- good: none
-- reads: ed_stays, encounters, kpi_departments
-- min_n: 0

WITH arrived AS (
    SELECT
        w.window_id,
        d.department_id,
        s.encounter_id
    FROM kpi_windows AS w
    -- ORDER BY makes each window look up its own rows in the index; else Postgres joins whole hospitals
    JOIN LATERAL (
        SELECT e.*
        FROM encounters AS e
        WHERE
            e.hospital_id = w.hospital_id
            AND e.registered_at >= w.began_at
            AND e.registered_at < w.ended_at
        ORDER BY e.registered_at
    ) AS e ON TRUE
    JOIN ed_stays AS s USING (encounter_id)
    LEFT JOIN kpi_departments AS d
        ON
            w.hospital_id = d.hospital_id
            AND d.service = 'EMED'
)

SELECT
    w.window_id,
    x.department_id,
    count(x.encounter_id) * 86400
    / extract(EPOCH FROM w.ended_at - w.began_at)::double precision AS value,
    count(x.encounter_id) AS n
FROM kpi_windows AS w
LEFT JOIN arrived AS x USING (window_id)
GROUP BY
    GROUPING SETS (
        (w.window_id, w.began_at, w.ended_at),
        (w.window_id, w.began_at, w.ended_at, x.department_id)
    )
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
