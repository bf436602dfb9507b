-- id: nurse_hours_per_patient_day
-- topic: Staff
-- title: Nurse hours for each patient day in wards
-- unit: hours
-- formula: Sum of nurses_worked / (sum of census / 24), over the rows of unit_hours of wards (units
--   whose care_level is neither emergency nor operating) whose hour lies in the window and whose
--   nurses_worked is known: a row is an hour of work of each nurse.
-- denominator: patient days (sum of census / 24, rounded)
-- source: published formula: NDNQI, NQF 0205; published range: 6 to 8 in general wards, 17 to 20 in
--   intensive care; amber and red own
-- good: high
-- reads: unit_hours, units
-- min_n: 20
-- amber: 6
-- red: 5
-- replaces: 14

WITH ward_hours AS (
    SELECT
        w.window_id,
        u.department_id,
        h.census,
        h.nurses_worked
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
            AND h.nurses_worked IS NOT NULL
)

SELECT
    w.window_id,
    x.department_id,
    (24.0 * sum(x.nurses_worked) / nullif(sum(x.census), 0))::double precision AS value,
    coalesce(round(sum(x.census) / 24.0), 0)::bigint AS n
FROM kpi_windows AS w
LEFT JOIN ward_hours AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR round(sum(x.census) / 24.0) > 0
