-- id: nurses_enough_pct
-- title: Hours in which a unit has enough nurses for its patients
-- severity: warning
-- description: Nurses on duty against patients_per_nurse of the unit, hours with patients, all units but
--   operating rooms. Leaves out the first 30 days, in which hospitals fill up.
-- unit: % of unit hours
-- low: 86
-- high: 99
-- min_rows: 20000
-- source: published: 90 to 97 %

SELECT
    100.0 * count(*) FILTER (WHERE c.nurses_worked >= c.nurses_required) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM unit_hours AS c
JOIN units AS u USING (unit_id)
CROSS JOIN current_dataset AS d
WHERE
    u.care_level <> 'operating'
    AND c.nurses_required > 0
    AND c.hour >= d.start + 30
