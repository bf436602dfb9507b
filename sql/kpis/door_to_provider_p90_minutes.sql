-- id: door_to_provider_p90_minutes
-- topic: Emergency department
-- title: Door to provider, 90th percentile
-- unit: minutes
-- formula: 90th percentile (linear interpolation) of provider_at - arrived_at in minutes, of the ED stays
--   with provider_at in the window (and registered_at no more than 168 hours before it).
-- denominator: patients first seen by a provider in the window
-- source: published formula: CMS OP-20 (retired), ACEP; limits own: normal weeks have up to 85 here
-- good: low
-- reads: ed_stays, encounters, kpi_departments
-- min_n: 100
-- amber: 90
-- red: 140

WITH seen AS (
    SELECT
        w.window_id,
        d.department_id,
        extract(EPOCH FROM s.provider_at - s.arrived_at)::double precision / 60 AS minutes
    FROM kpi_windows AS w
    -- ORDER BY makes each window look up its own rows in the index; else Postgres joins whole hospitals
    JOIN LATERAL (
        SELECT e.*
        FROM encounters AS e
        WHERE
            e.hospital_id = w.hospital_id
            AND e.registered_at >= w.began_at - interval '168 hours'
            AND e.registered_at < w.ended_at
        ORDER BY e.registered_at
    ) AS e ON TRUE
    JOIN ed_stays AS s
        ON
            e.encounter_id = s.encounter_id
            AND w.began_at <= s.provider_at
            AND w.ended_at > s.provider_at
    LEFT JOIN kpi_departments AS d
        ON
            w.hospital_id = d.hospital_id
            AND d.service = 'EMED'
)

SELECT
    w.window_id,
    x.department_id,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY x.minutes) AS value,
    count(x.minutes) AS n
FROM kpi_windows AS w
LEFT JOIN seen AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
