-- id: admissions_per_day
-- title: Inpatients admitted a day
-- unit: per day
-- formula: inpatient stays admitted in the window / days of the window
-- denominator: admissions
-- source: AHA
-- good: none
-- reads: encounters, kpi_departments
-- min_n: 0
-- replaces: 1

SELECT
    w.window_id,
    d.department_id,
    count(e.encounter_id) / (extract(EPOCH FROM w.ended_at - w.began_at) / 86400) AS value,
    count(e.encounter_id) AS n
FROM kpi_windows AS w
LEFT JOIN encounters AS e
    ON
        w.hospital_id = e.hospital_id
        AND e.class = 'inpatient'
        AND w.began_at <= e.admitted_at
        AND w.ended_at > e.admitted_at
        AND e.registered_at >= w.began_at - interval '100 days'
        AND w.ended_at > e.registered_at
LEFT JOIN kpi_departments AS d ON e.hospital_id = d.hospital_id AND e.service = d.service
GROUP BY
    GROUPING SETS (
        (w.window_id, w.began_at, w.ended_at),
        (w.window_id, w.began_at, w.ended_at, d.department_id)
    )
HAVING grouping(d.department_id) = 1 OR d.department_id IS NOT NULL
