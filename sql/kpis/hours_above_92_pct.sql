-- id: hours_above_92_pct
-- topic: Beds and wards
-- title: Hours in which the wards are too full
-- unit: %
-- formula: Hours of the window in which sum of census / sum of staffed_beds over the wards (units whose
--   care_level is neither emergency nor operating) is 92 % or more, in % of the hours of the window with
--   staffed beds.
-- denominator: hours of the window with staffed beds
-- source: 92 % published (NHS England); amber and red own
-- good: low
-- reads: unit_hours, units
-- min_n: 20
-- amber: 25
-- red: 50
-- replaces: 15

WITH hours AS (
    SELECT
        w.window_id,
        u.department_id,
        h.hour,
        100.0 * sum(h.census) / sum(h.staffed_beds) AS occupancy
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
    GROUP BY GROUPING SETS ((w.window_id, h.hour), (w.window_id, h.hour, u.department_id))
    HAVING sum(h.staffed_beds) > 0
)

SELECT
    w.window_id,
    x.department_id,
    (100.0 * count(*) FILTER (WHERE x.occupancy >= 92) / nullif(count(x.hour), 0))::double precision AS value,
    count(x.hour) AS n
FROM kpi_windows AS w
LEFT JOIN hours AS x USING (window_id)
GROUP BY w.window_id, x.department_id
