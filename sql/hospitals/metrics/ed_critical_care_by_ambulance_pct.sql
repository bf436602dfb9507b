-- id: ed_critical_care_by_ambulance_pct
-- title: Patients of intensive care who came by ambulance
-- severity: warning
-- description: Patients of emergency departments whose first bed is in an intensive care unit. Leaves out
--   the first 30 days, in which hospitals fill up.
-- unit: % of them
-- low: 40
-- high: 72
-- min_rows: 300
-- source: published: 58 % (NHAMCS 2015-20, computed from the public files)

WITH arrivals AS (
    SELECT
        e.arrival_mode = 'ambulance' AS by_ambulance,
        coalesce(u.care_level = 'intensive', FALSE) AS critical
    FROM ed_stays AS s
    JOIN encounters AS e USING (encounter_id)
    CROSS JOIN current_dataset AS d
    LEFT JOIN bed_stays AS f ON e.encounter_id = f.encounter_id AND f.sequence = 1
    LEFT JOIN beds AS b ON f.bed_id = b.bed_id
    LEFT JOIN units AS u ON b.unit_id = u.unit_id
    WHERE s.arrived_at >= d.start + 30
)

SELECT
    100.0 * count(*) FILTER (WHERE by_ambulance) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM arrivals
WHERE critical
