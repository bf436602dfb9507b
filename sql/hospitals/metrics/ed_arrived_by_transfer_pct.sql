-- id: ed_arrived_by_transfer_pct
-- title: Patients who come from another hospital
-- severity: warning
-- description: Against the arrivals at emergency departments. Leaves out the first 30 days, in which
--   hospitals fill up.
-- unit: % of arrivals at emergency departments
-- low: 0.4
-- high: 2.5
-- min_rows: 5000
-- source: published: 1.0 % and rising (2014-22)

SELECT
    100.0 * count(*) FILTER (WHERE e.arrival_mode = 'transfer') / nullif(count(s.encounter_id), 0) AS value,
    count(s.encounter_id) AS n
FROM encounters AS e
LEFT JOIN ed_stays AS s USING (encounter_id)
CROSS JOIN current_dataset AS d
WHERE e.registered_at >= d.start + 30
