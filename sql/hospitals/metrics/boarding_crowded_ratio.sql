-- id: boarding_crowded_ratio
-- title: Wait for a bed: at an occupancy above 85 % against other hours
-- severity: warning
-- description: How many times longer the median patient waits whose admission is decided while more than
--   85 % of the staffed beds of the hospital are taken. n counts these patients. Leaves out the first 30
--   days, in which hospitals fill up.
-- unit: ratio
-- low: 1.15
-- high: 6
-- min_rows: 300
-- source: published: 6.6 hours above 85 %, against hospital medians of 2.0 to 3.4 hours (Janke 2022)

WITH occupancy AS (
    SELECT
        u.hospital_id,
        c.hour,
        sum(c.census) > 0.85 * sum(c.staffed_beds) AS crowded
    FROM unit_hours AS c
    JOIN units AS u USING (unit_id)
    WHERE u.care_level NOT IN ('emergency', 'operating')
    GROUP BY u.hospital_id, c.hour
),

boarders AS (
    SELECT
        o.crowded,
        extract(EPOCH FROM s.departed_at - s.decision_at) AS wait
    FROM ed_stays AS s
    JOIN encounters AS e USING (encounter_id)
    JOIN occupancy AS o
        ON e.hospital_id = o.hospital_id AND date_bin('1 hour', s.decision_at, 'epoch') = o.hour
    CROSS JOIN current_dataset AS d
    WHERE
        s.arrived_at >= d.start + 30
        AND s.decision = 'admit'
        AND s.departed_at IS NOT NULL
)

SELECT
    percentile_cont(0.5) WITHIN GROUP (ORDER BY wait) FILTER (WHERE crowded)
    / nullif(percentile_cont(0.5) WITHIN GROUP (ORDER BY wait) FILTER (WHERE NOT crowded), 0) AS value,
    count(*) FILTER (WHERE crowded) AS n
FROM boarders
