-- id: long_stays_7_days_pct
-- topic: Length of stay
-- title: Patients here for 7 days or more
-- unit: %
-- formula: Share that have lasted 168 hours (7 days) or more by then (end of the window - admitted_at), of
--   the inpatient stays in house at the end of the window (admitted_at before it, not left before it,
--   registered no more than 2400 hours before the window began), in %. A stay is an encounter whose class
--   was inpatient at the end of the window (one that became observation later, A07, still counts as
--   inpatient).
-- denominator: stays in house at the end of the window
-- source: published idea: NHS long stays; limits own
-- good: low
-- reads: adt_events, encounters, kpi_departments
-- min_n: 20
-- amber: 12
-- red: 18
-- replaces: 12

WITH spans AS (
    -- the time that the windows of a hospital cover: its stays are read once, not once a window
    SELECT
        hospital_id,
        min(began_at) AS began_at,
        max(ended_at) AS ended_at
    FROM kpi_windows
    GROUP BY hospital_id
),

stays AS MATERIALIZED (
    SELECT
        e.encounter_id,
        e.hospital_id,
        e.service,
        e.class,
        e.registered_at,
        e.admitted_at,
        e.left_at
    FROM spans AS s
    JOIN encounters AS e
        ON
            s.hospital_id = e.hospital_id
            AND e.registered_at >= s.began_at - interval '2400 hours'
            AND s.ended_at > e.registered_at
    WHERE
        e.class IN ('inpatient', 'observation')
        AND (e.left_at IS NULL OR e.left_at > s.began_at)
),

present AS (
    SELECT
        w.window_id,
        d.department_id,
        w.ended_at - e.admitted_at >= interval '168 hours' AS long
    FROM kpi_windows AS w
    JOIN stays AS e
        ON
            w.hospital_id = e.hospital_id
            AND e.registered_at >= w.began_at - interval '2400 hours'
            AND w.ended_at > e.admitted_at
            AND (e.left_at IS NULL OR w.ended_at <= e.left_at)
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
    100 * avg(x.long::integer)::double precision AS value,
    count(x.long) AS n
FROM kpi_windows AS w
LEFT JOIN present AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
