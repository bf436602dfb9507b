-- id: ed_female_pct
-- title: Women and girls among the patients of emergency departments
-- severity: warning
-- description: Leaves out the first 30 days, in which hospitals fill up.
-- unit: % of arrivals
-- low: 49.5
-- high: 59
-- min_rows: 3000
-- source: published: 54.6 % (NHAMCS 2015-20, computed from the public files)

SELECT
    100.0 * count(*) FILTER (WHERE p.gender = 'Female') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM ed_stays AS s
JOIN encounters USING (encounter_id)
JOIN patients AS p USING (patient_id)
CROSS JOIN current_dataset AS d
WHERE
    s.arrived_at >= d.start + 30
    AND p.gender IN ('Female', 'Male')
