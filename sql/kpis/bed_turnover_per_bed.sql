-- id: bed_turnover_per_bed
-- topic: Beds and wards
-- title: Bed turnover: discharges of each bed in 28 days
-- unit: per bed
-- formula: Bed stays of wards (units whose care_level is neither emergency nor operating) that ended in
--   the window because the patient left the hospital (left_at of the bed stay = left_at of the
--   encounter) / mean staffed beds x 28 / length of the window in days of 24 hours. Mean staffed beds:
--   sum of staffed_beds over the rows of unit_hours of the wards whose hour lies in the window / hours
--   of the window in them (different hours). A hospital without rows in unit_hours in the window has n =
--   0.
-- denominator: these bed stays
-- source: published formula: AHA, WHO (bed turnover rate); no published threshold
-- good: high
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
        sum(h.staffed_beds) AS bed_hours,
        count(DISTINCT h.hour) AS hours
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
    (
        coalesce(d.number, 0) * 28.0 / (extract(EPOCH FROM w.ended_at - w.began_at) / 86400)
        / nullif(1.0 * h.bed_hours / h.hours, 0)
    )::double precision AS value,
    coalesce(d.number, 0) AS n
FROM kpi_windows AS w
LEFT JOIN ward_hours AS h USING (window_id)
LEFT JOIN discharges AS d
    ON
        h.window_id = d.window_id
        AND h.department_id IS NOT DISTINCT FROM d.department_id
WHERE h.department_id IS NULL OR d.number > 0
