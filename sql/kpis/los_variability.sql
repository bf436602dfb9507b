-- id: los_variability
-- topic: Length of stay
-- title: Variability of length of stay
-- unit: ratio
-- formula: Interquartile range / median of the length of stay (left_at - admitted_at) within a condition,
--   averaged over the conditions with weight n, of the inpatient stays whose patient left in the window,
--   dead or alive. Only conditions with at least 5 such stays (of the department, in its row) and a median
--   above 0; quartiles by linear interpolation.
-- denominator: discharged stays of the conditions that count
-- source: own: within a condition, so that the mix of conditions does not move it
-- good: low
-- reads: encounters, kpi_departments
-- min_n: 20
-- replaces: 9

WITH discharged AS (
    SELECT
        w.window_id,
        d.department_id,
        e.condition_id,
        extract(EPOCH FROM e.left_at - e.admitted_at)::double precision / 86400 AS days
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
    LEFT JOIN kpi_departments AS d
        ON
            e.hospital_id = d.hospital_id
            AND e.service = d.service
    WHERE e.class = 'inpatient'
),

spreads AS (
    SELECT
        window_id,
        department_id,
        count(*) AS n,
        percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY days) AS quartiles
    FROM discharged
    GROUP BY GROUPING SETS ((window_id, condition_id), (window_id, department_id, condition_id))
    HAVING
        count(*) >= 5
        AND (grouping(department_id) = 1 OR department_id IS NOT NULL)
)

-- a row of spreads without a department is of the whole hospital
SELECT
    w.window_id,
    s.department_id,
    sum(s.n * (s.quartiles[3] - s.quartiles[1]) / s.quartiles[2])
    / sum(s.n) AS value,
    coalesce(sum(s.n), 0)::bigint AS n
FROM kpi_windows AS w
LEFT JOIN spreads AS s
    ON
        w.window_id = s.window_id
        AND s.quartiles[2] > 0
GROUP BY w.window_id, s.department_id
