-- id: transfer_psychiatric_pct
-- title: Transfers from emergency departments for psychiatric care
-- severity: warning
-- description: Leaves out the first 30 days, in which hospitals fill up.
-- unit: % of transfers out of emergency departments
-- low: 16
-- high: 42
-- min_rows: 300
-- source: published: 29 % (NHAMCS 1997-2009)

SELECT
    100.0 * count(*) FILTER (WHERE t.reason = 'psychiatric care') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM facility_transfers AS t
JOIN ed_stays AS s USING (encounter_id)
CROSS JOIN current_dataset AS d
WHERE
    t.direction = 'out'
    AND t.accepted
    AND s.decision = 'transfer'
    AND s.arrived_at >= d.start + 30
