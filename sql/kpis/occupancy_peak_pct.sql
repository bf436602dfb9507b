-- id: occupancy_peak_pct
-- topic: Beds and wards
-- title: Highest occupancy of the wards in any hour
-- unit: %
-- formula: For each hour of the window, sum of census / sum of staffed_beds x 100 over the wards (units
--   whose care_level is neither emergency nor operating); the highest of these. Hours without a staffed
--   bed do not count.
-- denominator: hours of the window with staffed beds
-- source: own; no bands, as small departments have no free bed in some hour of most weeks
-- good: low
-- reads: unit_hours, units
-- min_n: 0
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
    max(x.occupancy)::double precision AS value,
    count(x.hour) AS n
FROM kpi_windows AS w
LEFT JOIN hours AS x USING (window_id)
GROUP BY w.window_id, x.department_id
