-- id: ed_children_evening_pct
-- title: Arrivals of children under 15 between 16 and 24 o'clock
-- severity: warning
-- description: Children come later in the day than adults. Leaves out the first 30 days, in which
--   hospitals fill up.
-- unit: % of arrivals of children
-- low: 37
-- high: 52
-- min_rows: 1000
-- source: published: 45 % in the evening, 42 % by day, 12 % overnight (a Canadian children's hospital)

SELECT
    100.0 * count(*) FILTER (WHERE extract(HOUR FROM s.arrived_at AT TIME ZONE h.time_zone) >= 16)
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM ed_stays AS s
JOIN encounters USING (encounter_id)
JOIN hospitals AS h USING (hospital_id)
JOIN patients AS p USING (patient_id)
CROSS JOIN current_dataset AS d
WHERE
    s.arrived_at >= d.start + 30
    AND s.arrived_at < p.date_of_birth + interval '15 years'
