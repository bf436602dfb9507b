-- id: occupancy_pct
-- topic: Beds and wards
-- title: Occupancy of the wards
-- unit: %
-- formula: Sum of census / sum of staffed_beds x 100, over all rows of unit_hours of wards (units whose
--   care_level is neither emergency nor operating) whose hour lies in the window.
-- denominator: staffed bed hours (sum of staffed_beds)
-- source: published: amber 85 % (Bagust 1999), red 92 % (NHS England, limit for general and acute beds)
-- good: low
-- reads: unit_hours, units
-- min_n: 20
-- amber: 85
-- red: 92
-- replaces: 15

WITH ward_hours AS (
    SELECT
        w.window_id,
        u.department_id,
        h.census,
        h.staffed_beds
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
)

SELECT
    w.window_id,
    x.department_id,
    (100.0 * sum(x.census) / nullif(sum(x.staffed_beds), 0))::double precision AS value,
    coalesce(sum(x.staffed_beds), 0) AS n
FROM kpi_windows AS w
LEFT JOIN ward_hours AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR sum(x.staffed_beds) > 0
