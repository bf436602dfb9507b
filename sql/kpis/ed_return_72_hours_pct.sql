-- id: ed_return_72_hours_pct
-- topic: Emergency department
-- title: ED returns within 72 hours
-- unit: %
-- formula: Share of arrivals whose patient departed from the ED of the same hospital with decision
--   discharge in the 72 hours before the arrival, of the ED stays whose registered_at (= arrived_at) is in
--   the window, in %.
-- denominator: ED arrivals in the window
-- source: published formula: EDBA, here by the window of the return; limits own: normal weeks have 1 to 5
--   here
-- good: low
-- reads: ed_stays, encounters, kpi_departments
-- min_n: 20
-- amber: 6
-- red: 8

WITH arrived AS (
    SELECT
        w.window_id,
        d.department_id,
        e.patient_id,
        e.hospital_id,
        s.encounter_id,
        s.arrived_at
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
),

returned AS (
    SELECT DISTINCT a.encounter_id
    FROM arrived AS a
    -- who is sent home from the ED leaves the hospital: left_at = departed_at
    JOIN encounters AS e
        ON
            a.patient_id = e.patient_id
            AND a.hospital_id = e.hospital_id
            AND e.left_at >= a.arrived_at - interval '72 hours'
            AND a.arrived_at > e.left_at
    JOIN ed_stays AS s
        ON
            e.encounter_id = s.encounter_id
            AND s.decision = 'discharge'
            AND s.departed_at >= a.arrived_at - interval '72 hours'
            AND a.arrived_at > s.departed_at
),

compared AS (
    SELECT
        a.window_id,
        a.department_id,
        r.encounter_id IS NOT NULL AS returned
    FROM arrived AS a
    LEFT JOIN returned AS r USING (encounter_id)
)

SELECT
    w.window_id,
    x.department_id,
    100 * avg(x.returned::integer)::double precision AS value,
    count(x.returned) AS n
FROM kpi_windows AS w
LEFT JOIN compared AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
