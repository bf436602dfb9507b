-- id: transfer_distance_median_miles
-- title: Distance of transfers from emergency departments
-- severity: warning
-- description: To facilities outside of the dataset. Leaves out the first 30 days, in which hospitals
--   fill up.
-- unit: miles (median)
-- low: 10
-- high: 45
-- min_rows: 300
-- source: published: 23 miles, a quarter above 40 to 50 (nine states, Kindermann 2015)

SELECT
    percentile_cont(0.5) WITHIN GROUP (ORDER BY f.miles) AS value,
    count(*) AS n
FROM facility_transfers AS t
JOIN ed_stays AS s USING (encounter_id)
JOIN facilities AS f USING (facility_id)
CROSS JOIN current_dataset AS d
WHERE
    t.direction = 'out'
    AND t.accepted
    AND s.decision = 'transfer'
    AND s.arrived_at >= d.start + 30
