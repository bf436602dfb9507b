-- The KPIs of the hospital with the most beds of those with values: the value of the last 28 days, and those
-- of up to 13 weeks before, oldest first; empty where there are fewer than 3 weeks.

WITH hospital AS (
    SELECT v.hospital_id
    FROM (
        SELECT DISTINCT hospital_id
        FROM kpi_values
        JOIN current_dataset USING (dataset_id)
    ) AS v
    LEFT JOIN units AS u USING (hospital_id)
    GROUP BY v.hospital_id
    ORDER BY coalesce(sum(u.beds), 0) DESC, v.hospital_id
    LIMIT 1
),

ranked AS (
    SELECT
        v.kpi_id,
        v.hospital_id,
        v.hospital,
        v.window_kind,
        v.ended_at,
        v.value,
        v.n,
        v.color,
        row_number() OVER (PARTITION BY v.kpi_id, v.window_kind ORDER BY v.ended_at DESC) AS age
    FROM kpi_values AS v
    JOIN current_dataset USING (dataset_id)
    JOIN hospital USING (hospital_id)
    WHERE v.department_id = 0 AND v.window_kind IN ('28 days', 'week')
),

weeks AS (
    SELECT
        kpi_id,
        array_agg(value ORDER BY ended_at) AS weekly
    FROM ranked
    WHERE window_kind = 'week' AND age <= 13
    GROUP BY kpi_id
    HAVING count(value) >= 3
)

SELECT
    r.hospital,
    -- the last day of the window at the hospital: a window that ends at midnight does not touch the next day
    (r.ended_at AT TIME ZONE coalesce(h.time_zone, 'UTC') - interval '1 second')::date AS until,
    r.kpi_id,
    k.topic,
    k.title,
    k.unit,
    k.good,
    k.amber,
    k.red,
    r.value,
    r.n,
    r.color,
    coalesce(w.weekly, '{}') AS weekly
FROM ranked AS r
LEFT JOIN hospitals AS h USING (hospital_id)
JOIN kpis AS k USING (kpi_id)
LEFT JOIN weeks AS w USING (kpi_id)
WHERE r.window_kind = '28 days' AND r.age = 1
ORDER BY r.kpi_id
