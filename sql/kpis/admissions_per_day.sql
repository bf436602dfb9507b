-- id: admissions_per_day
-- topic: Admissions and patients
-- title: Admissions
-- unit: per day
-- formula: Number of the inpatient stays with admitted_at in the window (and registered_at no more than 168
--   hours before it) / length of the window in days of 24 hours. A stay is an encounter whose class was
--   inpatient at the end of the window (one that became observation later, A07, still counts as inpatient).
-- denominator: inpatient stays admitted in the window
-- source: published formula: AHA
-- good: none
-- reads: adt_events, encounters, kpi_departments
-- min_n: 0
-- replaces: 1

WITH admitted AS (
    SELECT
        w.window_id,
        d.department_id,
        e.encounter_id
    FROM kpi_windows AS w
    -- ORDER BY makes each window look up its own rows in the index; else Postgres joins whole hospitals
    JOIN LATERAL (
        SELECT e.*
        FROM encounters AS e
        WHERE
            e.hospital_id = w.hospital_id
            AND e.registered_at >= w.began_at - interval '168 hours'
            AND e.registered_at < w.ended_at
            AND e.admitted_at >= w.began_at
            AND e.admitted_at < w.ended_at
        ORDER BY e.registered_at
    ) AS e ON TRUE
    LEFT JOIN kpi_departments AS d
        ON
            e.hospital_id = d.hospital_id
            AND e.service = d.service
    -- a stay can become observation; what became it after the window is inpatient here
    WHERE
        (
            e.class = 'inpatient'
            OR (
                e.class = 'observation'
                AND EXISTS (
                    SELECT 1
                    FROM adt_events AS a
                    WHERE
                        a.encounter_id = e.encounter_id
                        AND a.trigger = 'A07'
                        AND a.occurred_at >= w.ended_at
                )
            )
        )
)

SELECT
    w.window_id,
    x.department_id,
    count(x.encounter_id) * 86400
    / extract(EPOCH FROM w.ended_at - w.began_at)::double precision AS value,
    count(x.encounter_id) AS n
FROM kpi_windows AS w
LEFT JOIN admitted AS x USING (window_id)
GROUP BY
    GROUPING SETS (
        (w.window_id, w.began_at, w.ended_at),
        (w.window_id, w.began_at, w.ended_at, x.department_id)
    )
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
