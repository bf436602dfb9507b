-- id: kpi_value_mismatches
-- title: KPI value of no hospital or department, of an impossible window, or of too few
-- severity: error
-- description: Windows begin and end at local midnight, those of 24 hours apart, and are over by the end of
--   today. Values that rest on fewer than min_n are hidden. Earlier datasets had other hospitals, so only
--   the values of the current dataset are checked.

WITH local_values AS (
    SELECT
        v.*,
        k.min_n,
        h.time_zone,
        c.today,
        h.hospital_id IS NULL AS no_hospital,
        v.department IS NOT NULL AND d.department_id IS NULL AS no_department,
        v.began_at AT TIME ZONE h.time_zone AS began,
        v.ended_at AT TIME ZONE h.time_zone AS ended
    FROM current_dataset AS c
    JOIN kpi_values AS v ON c.dataset_id = v.dataset_id
    JOIN kpis AS k USING (kpi_id)
    LEFT JOIN hospitals AS h USING (hospital_id)
    LEFT JOIN departments AS d USING (hospital_id, department_id)
),

bounds AS (
    SELECT
        *,
        CASE window_kind
            WHEN 'week' THEN date_trunc('week', ended)
            WHEN 'month' THEN date_trunc('month', ended)
            WHEN '24 hours' THEN ended
            ELSE ended::date
        END AS right_end,
        CASE window_kind
            WHEN 'day' THEN ended::date - 1
            WHEN 'week' THEN date_trunc('week', ended) - interval '7 days'
            WHEN '28 days' THEN ended::date - 28
            WHEN 'month' THEN date_trunc('month', ended) - interval '1 month'
            ELSE (ended_at - interval '24 hours') AT TIME ZONE time_zone
        END AS right_begin
    FROM local_values
)

SELECT
    kpi_id,
    hospital_id,
    department_id,
    window_kind,
    ended_at,
    began_at,
    value,
    n
FROM bounds
WHERE
    no_hospital
    OR no_department
    OR ended > today + 1
    OR (value IS NOT NULL AND n < min_n)
    OR (began, ended) <> (right_begin, right_end)
ORDER BY kpi_id, hospital_id, department_id, window_kind, ended_at
