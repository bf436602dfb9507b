-- id: ed_occupancy_pct
-- topic: Beds and wards
-- title: Occupancy of the emergency department
-- unit: %
-- formula: Sum of census / sum of staffed_beds x 100, over all rows of unit_hours of emergency units
--   whose hour lies in the window. Everybody in the emergency department is counted against its
--   stations, those in the waiting room and the boarders too, so it can be more than 100.
-- denominator: staffed station hours (sum of staffed_beds)
-- source: published formula: emergency department occupancy rate (McCarthy 2008), crowded from 100 % on;
--   amber and red own
-- good: low
-- reads: unit_hours, units
-- min_n: 20
-- amber: 100
-- red: 140

WITH emergency_hours AS (
    SELECT
        w.window_id,
        u.department_id,
        h.census,
        h.staffed_beds
    FROM kpi_windows AS w
    JOIN units AS u
        ON
            w.hospital_id = u.hospital_id
            AND u.care_level = 'emergency'
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
LEFT JOIN emergency_hours AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR sum(x.staffed_beds) > 0
