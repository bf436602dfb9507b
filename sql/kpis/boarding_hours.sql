-- id: boarding_hours
-- topic: Emergency department
-- title: Boarding hours
-- unit: hours
-- formula: Sum of the overlaps of boarding (decision_at to departed_at, or without end; registered no more
--   than 2400 hours before the window began) with the window in hours, of the ED stays with decision admit
--   and decision_at before the end of the window; department: that of the encounter's service.
-- denominator: patients who boarded in the window
-- source: published formula: ACEP
-- good: none
-- reads: ed_stays, encounters, kpi_departments
-- min_n: 0

WITH spans AS (
    -- the time that the windows of a hospital cover: its patients are read once, not once a window
    SELECT
        hospital_id,
        min(began_at) AS began_at,
        max(ended_at) AS ended_at
    FROM kpi_windows
    GROUP BY hospital_id
),

stays AS MATERIALIZED (
    SELECT
        e.hospital_id,
        e.service,
        e.registered_at,
        s.decision_at,
        s.departed_at
    FROM spans AS w
    JOIN encounters AS e
        ON
            w.hospital_id = e.hospital_id
            AND e.registered_at >= w.began_at - interval '2400 hours'
            AND w.ended_at > e.registered_at
    JOIN ed_stays AS s USING (encounter_id)
    WHERE
        e.class IN ('inpatient', 'observation')
        AND (e.left_at IS NULL OR e.left_at > w.began_at)
        AND s.decision = 'admit'
),

boarders AS (
    SELECT
        w.window_id,
        d.department_id,
        extract(
            EPOCH FROM least(e.departed_at, w.ended_at) - greatest(e.decision_at, w.began_at)
        )::double precision
        / 3600 AS hours
    FROM kpi_windows AS w
    JOIN stays AS e
        ON
            w.hospital_id = e.hospital_id
            AND e.registered_at >= w.began_at - interval '2400 hours'
            AND w.ended_at > e.decision_at
            AND (e.departed_at IS NULL OR e.departed_at > greatest(w.began_at, e.decision_at))
    LEFT JOIN kpi_departments AS d
        ON
            e.hospital_id = d.hospital_id
            AND e.service = d.service
)

SELECT
    w.window_id,
    x.department_id,
    coalesce(sum(x.hours), 0) AS value,
    count(x.hours) AS n
FROM kpi_windows AS w
LEFT JOIN boarders AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
