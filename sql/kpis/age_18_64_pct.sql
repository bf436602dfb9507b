-- id: age_18_64_pct
-- topic: Admissions and patients
-- title: Patients of 18 to 64
-- unit: %
-- formula: Share of 18 to 64 years, of the inpatient stays with admitted_at in the window (and
--   registered_at no more than 168 hours before it) and a valid age, in %. Age = completed years on the
--   local day of admission, valid from 0 to 120. A stay is an encounter whose class was inpatient at the
--   end of the window (one that became observation later, A07, still counts as inpatient).
-- denominator: inpatient stays with a valid age admitted in the window
-- source: own: usual bands of age
-- good: none
-- reads: adt_events, encounters, kpi_departments, patients
-- min_n: 20
-- replaces: 17

WITH admitted AS (
    SELECT
        w.window_id,
        d.department_id,
        extract(YEAR FROM age(e.admitted_at AT TIME ZONE w.time_zone, p.date_of_birth::timestamp)) AS age
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
    JOIN patients AS p USING (patient_id)
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
),

aged AS (
    SELECT
        window_id,
        department_id,
        age BETWEEN 18 AND 64 AS counts
    FROM admitted
    WHERE age BETWEEN 0 AND 120
)

SELECT
    w.window_id,
    x.department_id,
    100 * avg(x.counts::integer)::double precision AS value,
    count(x.counts) AS n
FROM kpi_windows AS w
LEFT JOIN aged AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
