-- id: acuity_weighted_census
-- topic: Beds and wards
-- title: Census weighted by the nursing that patients need
-- unit: patients
-- formula: Sum over all rows of unit_hours of wards (units whose care_level is neither emergency nor
--   operating) whose hour lies in the window, of census x 5 / patients_per_nurse of the unit; divided by
--   the number of different hours. A patient of a ward with one nurse for five patients counts 1, one of
--   intensive care 2.5 or 5.
-- denominator: different hours of the window in unit_hours of the wards
-- source: own: weights are the nurse-to-patient ratios of the units (units.patients_per_nurse)
-- good: none
-- reads: unit_hours, units
-- min_n: 0
-- replaces: 14

WITH ward_hours AS (
    SELECT
        w.window_id,
        u.department_id,
        h.hour,
        h.census * 5 / u.patients_per_nurse AS patients
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
    (sum(x.patients) / nullif(count(DISTINCT x.hour), 0))::double precision AS value,
    count(DISTINCT x.hour) AS n
FROM kpi_windows AS w
LEFT JOIN ward_hours AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR count(x.hour) > 0
