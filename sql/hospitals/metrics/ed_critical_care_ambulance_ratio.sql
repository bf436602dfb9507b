-- id: ed_critical_care_ambulance_ratio
-- title: Need of intensive care: patients who came by ambulance against others
-- severity: warning
-- description: How many times more often patients who came by ambulance go to an intensive care unit. n
--   counts the patients of intensive care. Leaves out the first 30 days, in which hospitals fill up.
-- unit: ratio
-- low: 2
-- high: 14
-- min_rows: 300
-- source: published: 6.6 % against 0.8 %, 8 times (NHAMCS 2015-20, computed from the public files)

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
    avg(critical::integer) FILTER (WHERE by_ambulance)
    / nullif(avg(critical::integer) FILTER (WHERE NOT by_ambulance), 0) AS value,
    count(*) FILTER (WHERE critical) AS n
FROM arrivals
