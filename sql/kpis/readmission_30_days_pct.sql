-- id: readmission_30_days_pct
-- topic: Discharges and outcomes
-- title: Unplanned readmission within 30 days
-- unit: %
-- formula: Share of index stays whose patient was admitted again as an inpatient, at any hospital of the
--   dataset, after left_at and no later than 720 hours (30 days) after it, with an arrival_mode other than
--   scheduled, in %. Index stays: inpatient stays with left_at in the window moved back by 720 hours, so
--   that the 30 days of each are over; without those who died (20), left against advice (07) or were
--   transferred to acute care (02, 05, 65). The readmission's class is that at the end of the window (one
--   that became observation later, A07, counts as inpatient).
-- denominator: index stays, discharged 30 days before the window
-- source: published logic: CMS hospital-wide readmission, without its risk adjustment; limits own, for n
--   from 100 on; normal weeks have 8 to 19 here
-- good: low
-- reads: adt_events, encounters, kpi_departments
-- min_n: 100
-- amber: 18
-- red: 22

WITH sent_home AS (
    SELECT
        w.window_id,
        w.ended_at,
        d.department_id,
        e.patient_id,
        e.left_at
    FROM kpi_windows AS w
    -- ORDER BY makes each window look up its own rows in the index; else Postgres joins whole hospitals
    JOIN LATERAL (
        SELECT e.*
        FROM encounters AS e
        WHERE
            e.hospital_id = w.hospital_id
            AND e.left_at >= w.began_at - interval '720 hours'
            AND e.left_at < w.ended_at - interval '720 hours'
        ORDER BY e.left_at
    ) AS e ON TRUE
    LEFT JOIN kpi_departments AS d
        ON
            e.hospital_id = d.hospital_id
            AND e.service = d.service
    WHERE
        e.class = 'inpatient'
        AND e.disposition NOT IN ('02', '05', '07', '20', '65')
),

followed AS (
    SELECT
        w.window_id,
        w.department_id,
        exists(
            SELECT 1
            FROM encounters AS e
            WHERE
                e.patient_id = w.patient_id
                -- a difference, so that Postgres looks up the patient and not the time
                AND e.admitted_at - w.left_at > interval '0 hours'
                AND e.admitted_at - w.left_at <= interval '720 hours'
                AND e.arrival_mode <> 'scheduled'
                -- a stay can become observation; what became it after the window is inpatient here
                AND (
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
        ) AS readmitted
    FROM sent_home AS w
)

SELECT
    w.window_id,
    x.department_id,
    100 * avg(x.readmitted::integer)::double precision AS value,
    count(x.readmitted) AS n
FROM kpi_windows AS w
LEFT JOIN followed AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
