-- id: nurse_ratio_compliance_pct
-- topic: Staff
-- title: Hours of units with enough nurses
-- unit: %
-- formula: Rows of unit_hours with nurses_worked >= nurses_required, in % of the rows with
--   nurses_required above 0, of wards and emergency units (care_level not operating), whose hour lies in
--   the window.
-- denominator: hours of units with nurses_required above 0
-- source: published formula: maximum numbers of patients per nurse (California Title 22); amber and red
--   own
-- good: high
-- reads: unit_hours, units
-- min_n: 20
-- amber: 90
-- red: 80
-- replaces: 14

WITH hours AS (
    SELECT
        w.window_id,
        u.department_id,
        h.nurses_worked >= h.nurses_required AS enough
    FROM kpi_windows AS w
    JOIN units AS u
        ON
            w.hospital_id = u.hospital_id
            AND u.care_level <> 'operating'
    JOIN unit_hours AS h
        ON
            u.unit_id = h.unit_id
            AND w.began_at <= h.hour
            AND w.ended_at > h.hour
            AND h.nurses_required > 0
)

SELECT
    w.window_id,
    x.department_id,
    (100.0 * count(*) FILTER (WHERE x.enough) / nullif(count(x.enough), 0))::double precision AS value,
    count(x.enough) AS n
FROM kpi_windows AS w
LEFT JOIN hours AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR count(x.enough) > 0
