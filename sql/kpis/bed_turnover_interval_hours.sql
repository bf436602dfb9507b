-- id: bed_turnover_interval_hours
-- topic: Beds and wards
-- title: Bed turnover interval: how long a bed is empty between two patients
-- unit: hours
-- formula: (Sum of staffed_beds - sum of census) over the rows of unit_hours of wards (units whose
--   care_level is neither emergency nor operating) whose hour lies in the window / bed stays of wards
--   that ended in the window because the patient left the hospital (left_at of the bed stay = left_at of
--   the encounter). A hospital without rows in unit_hours in the window has n = 0.
-- denominator: these bed stays
-- source: published formula: NHS (turnover interval); no published threshold
-- good: low
-- reads: bed_stays, beds, encounters, unit_hours, units
-- min_n: 20
-- replaces: 13

WITH discharges AS MATERIALIZED (
    SELECT
        w.window_id,
        u.department_id,
        sum(x.number)::bigint AS number
    FROM kpi_windows AS w
    CROSS JOIN
        LATERAL (
            SELECT
                s.bed_id,
                count(*) AS number
            FROM encounters AS e
            JOIN bed_stays AS s
                ON
                    e.encounter_id = s.encounter_id
                    AND e.left_at = s.left_at
            WHERE
                e.hospital_id = w.hospital_id
                AND e.left_at >= w.began_at
                AND e.left_at < w.ended_at
                AND e.admitted_at IS NOT NULL
            GROUP BY s.bed_id
        ) AS x
    JOIN beds USING (bed_id)
    JOIN units AS u USING (unit_id)
    WHERE u.care_level NOT IN ('emergency', 'operating')
    GROUP BY GROUPING SETS ((w.window_id), (w.window_id, u.department_id))
),

ward_hours AS MATERIALIZED (
    SELECT
        w.window_id,
        u.department_id,
        sum(h.staffed_beds) - sum(h.census) AS empty_hours
    FROM kpi_windows AS w
    JOIN units AS u
        ON
            w.hospital_id = u.hospital_id
            AND u.care_level NOT IN ('emergency', 'operating')
    JOIN unit_hours AS h
        ON
            u.unit_id = h.unit_id
            AND w.began_at <= h.hour
            AND w.ended_at > h.hour
    GROUP BY GROUPING SETS ((w.window_id), (w.window_id, u.department_id))
)

SELECT
    w.window_id,
    h.department_id,
    (1.0 * h.empty_hours / nullif(d.number, 0))::double precision AS value,
    coalesce(d.number, 0) AS n
FROM kpi_windows AS w
LEFT JOIN ward_hours AS h USING (window_id)
LEFT JOIN discharges AS d
    ON
        h.window_id = d.window_id
        AND h.department_id IS NOT DISTINCT FROM d.department_id
WHERE h.department_id IS NULL OR d.number > 0
