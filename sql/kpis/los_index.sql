-- id: los_index
-- topic: Length of stay
-- title: Length of stay against expectation
-- unit: ratio
-- formula: Sum of the lengths of stay / sum of the expected ones, of the inpatient stays whose patient left
--   in the window, dead or alive. Expected = mean length of the inpatient stays of the same hospital,
--   condition and age band (0-17, 18-44, 45-64, 65-79, 80 and over; age on the local day of admission) that
--   ended in the 365 days (8760 hours) before the window began. Stays of a condition and age band with
--   fewer than 5 of these are left out.
-- denominator: discharged stays with an expectation
-- source: published idea: observed / expected of Vizient; expectation and bands own
-- good: low
-- reads: encounters, kpi_departments, patients
-- min_n: 20
-- amber: 1.15
-- red: 1.3
-- replaces: 9, 12

WITH discharged AS (
    SELECT
        w.window_id,
        w.began_at,
        e.hospital_id,
        e.service,
        e.condition_id,
        width_bucket(
            extract(YEAR FROM age(e.admitted_at AT TIME ZONE w.time_zone, p.date_of_birth::timestamp)),
            ARRAY[18, 45, 65, 80]
        ) AS age_band,
        extract(EPOCH FROM e.left_at - e.admitted_at)::double precision AS seconds
    FROM kpi_windows AS w
    -- ORDER BY makes each window look up its own rows in the index; else Postgres joins whole hospitals
    JOIN LATERAL (
        SELECT e.*
        FROM encounters AS e
        WHERE
            e.hospital_id = w.hospital_id
            AND e.left_at >= w.began_at
            AND e.left_at < w.ended_at
        ORDER BY e.left_at
    ) AS e ON TRUE
    JOIN patients AS p USING (patient_id)
    WHERE e.class = 'inpatient'
),

years AS (
    SELECT
        hospital_id,
        time_zone,
        min(began_at) - interval '8760 hours' AS began_at,
        max(began_at) AS ended_at
    FROM kpi_windows
    GROUP BY hospital_id, time_zone
),

earlier AS (
    SELECT
        e.hospital_id,
        e.condition_id,
        e.left_at,
        width_bucket(
            extract(YEAR FROM age(e.admitted_at AT TIME ZONE w.time_zone, p.date_of_birth::timestamp)),
            ARRAY[18, 45, 65, 80]
        ) AS age_band,
        extract(EPOCH FROM e.left_at - e.admitted_at)::double precision AS seconds
    FROM years AS w
    JOIN encounters AS e
        ON
            w.hospital_id = e.hospital_id
            AND w.began_at <= e.left_at
            AND w.ended_at > e.left_at
    JOIN patients AS p USING (patient_id)
    WHERE e.class = 'inpatient'
),

-- A stay is counted when it ends and taken out 365 days later. So the sum up to a point in time is the sum
-- over the 365 days before it, and many windows cost one sort.
steps AS (
    SELECT
        hospital_id,
        condition_id,
        age_band,
        left_at AS at,
        1 AS n,
        seconds,
        FALSE AS is_window
    FROM earlier
    UNION ALL
    SELECT
        hospital_id,
        condition_id,
        age_band,
        left_at + interval '8760 hours' AS at,
        -1 AS n,
        -seconds AS seconds,
        FALSE AS is_window
    FROM earlier
    WHERE left_at < (SELECT max(began_at) - interval '8760 hours' FROM kpi_windows)
    UNION ALL
    SELECT DISTINCT
        hospital_id,
        condition_id,
        age_band,
        began_at AS at,
        0 AS n,
        0 AS seconds,
        TRUE AS is_window
    FROM discharged
),

-- at equal times the window comes first: its 365 days include their first moment and end before its own
running AS (
    SELECT
        hospital_id,
        condition_id,
        age_band,
        at AS began_at,
        is_window,
        sum(n) OVER cell AS n,
        sum(seconds) OVER cell AS seconds
    FROM steps
    WINDOW cell AS (
        PARTITION BY hospital_id, condition_id, age_band
        ORDER BY at ASC, is_window DESC
        ROWS UNBOUNDED PRECEDING
    )
),

compared AS (
    SELECT
        s.window_id,
        d.department_id,
        s.seconds,
        r.seconds / r.n AS expected
    FROM discharged AS s
    JOIN running AS r USING (hospital_id, condition_id, age_band, began_at)
    LEFT JOIN kpi_departments AS d USING (hospital_id, service)
    WHERE
        r.is_window
        AND r.n >= 5
)

SELECT
    w.window_id,
    x.department_id,
    sum(x.seconds) / nullif(sum(x.expected), 0) AS value,
    count(x.expected) AS n
FROM kpi_windows AS w
LEFT JOIN compared AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
