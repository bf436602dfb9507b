-- id: boarding_over_4_hours_pct
-- topic: Emergency department
-- title: Boarding of more than 4 hours
-- unit: %
-- formula: Share with departed_at - decision_at above 4 hours, of the ED stays with decision admit and
--   departed_at in the window, in %; department: that of the encounter's service.
-- denominator: admitted patients who departed from the ED in the window
-- source: published limit: Joint Commission, 4 hours; shares own: normal weeks have up to 30 here
-- good: low
-- reads: ed_stays, encounters, kpi_departments
-- min_n: 20
-- amber: 30
-- red: 45

WITH boarders AS (
    SELECT
        w.window_id,
        d.department_id,
        s.departed_at - s.decision_at > interval '4 hours' AS long
    FROM kpi_windows AS w
    -- ORDER BY makes each window look up its own rows in the index; else Postgres joins whole hospitals
    JOIN LATERAL (
        SELECT s.*
        FROM ed_stays AS s
        WHERE
            s.departed_at >= w.began_at
            AND s.departed_at < w.ended_at
        ORDER BY s.departed_at
    ) AS s ON TRUE
    JOIN encounters AS e
        ON
            s.encounter_id = e.encounter_id
            AND w.hospital_id = e.hospital_id
    LEFT JOIN kpi_departments AS d
        ON
            e.hospital_id = d.hospital_id
            AND e.service = d.service
    WHERE s.decision = 'admit'
)

SELECT
    w.window_id,
    x.department_id,
    100 * avg(x.long::integer)::double precision AS value,
    count(x.long) AS n
FROM kpi_windows AS w
LEFT JOIN boarders AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
