-- id: stays_without_bed_pct
-- title: Admitted patients who never get a bed
-- severity: warning
-- description: They wait in the emergency department or elsewhere to the end of their stay, mostly for
--   one night. Leaves out the first 30 days, in which hospitals fill up.
-- unit: % of stays
-- high: 4
-- min_rows: 2000
-- source: assumption: up to 5 % of admitted patients wait 24 hours and more

SELECT
    100.0 * count(*) FILTER (WHERE s.encounter_id IS NULL) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM encounters AS e
CROSS JOIN current_dataset AS d
LEFT JOIN bed_stays AS s ON e.encounter_id = s.encounter_id AND s.sequence = 1
WHERE
    e.admitted_at IS NOT NULL
    AND e.left_at >= d.start + 30
