-- id: bed_days
-- topic: Length of stay
-- title: Bed days of inpatients
-- unit: days
-- formula: Sum of the overlaps of inpatient stays (admitted_at to left_at, or without end; registered no
--   more than 2400 hours before the window began) with the window, in days of 24 hours. A stay is an
--   encounter whose class was inpatient at the end of the window (one that became observation later, A07,
--   still counts as inpatient).
-- denominator: stays with an overlap
-- source: published formula: AHA (patient days), here by the minute
-- good: none
-- reads: adt_events, encounters, kpi_departments
-- min_n: 0
-- replaces: 5

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
        AND (e.left_at IS NULL OR e.left_at > greatest(s.began_at, e.admitted_at))
),

present AS (
    SELECT
        w.window_id,
        d.department_id,
        extract(
            EPOCH FROM least(e.left_at, w.ended_at) - greatest(e.admitted_at, w.began_at)
        )::double precision
        / 86400 AS days
    FROM kpi_windows AS w
    JOIN stays AS e
        ON
            w.hospital_id = e.hospital_id
            AND e.registered_at >= w.began_at - interval '2400 hours'
            AND w.ended_at > e.admitted_at
            AND (e.left_at IS NULL OR e.left_at > greatest(w.began_at, e.admitted_at))
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
                AND (e.left_at IS NULL OR e.left_at >= w.ended_at)
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
    coalesce(sum(x.days), 0) AS value,
    count(x.days) AS n
FROM kpi_windows AS w
LEFT JOIN present AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
