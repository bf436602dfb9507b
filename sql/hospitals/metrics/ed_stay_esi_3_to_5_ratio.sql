-- id: ed_stay_esi_3_to_5_ratio
-- title: Time in emergency departments: ESI 3 against ESI 5
-- severity: warning
-- description: How many times longer patients of ESI 3 stay who go home. n counts those of ESI 5. Leaves
--   out the first 30 days, in which hospitals fill up.
-- unit: ratio
-- low: 1.4
-- high: 4.5
-- min_rows: 200
-- source: published: 304 against 98 minutes, all patients (Tanabe 2004)

SELECT
    avg(extract(EPOCH FROM s.departed_at - s.arrived_at)) FILTER (WHERE s.esi = 3)
    / nullif(avg(extract(EPOCH FROM s.departed_at - s.arrived_at)) FILTER (WHERE s.esi = 5), 0) AS value,
    count(*) FILTER (WHERE s.esi = 5) AS n
FROM ed_stays AS s
CROSS JOIN current_dataset AS d
WHERE
    s.arrived_at >= d.start + 30
    AND s.decision = 'discharge'
