-- id: ambulance_offload_crowded_ratio
-- title: Ambulances: hand-over when many patients board, against other hours
-- severity: warning
-- description: How many times longer the median hand-over takes while there is a boarder for four stations
--   or more. n counts these runs. Leaves out the first 30 days, in which hospitals fill up.
-- unit: ratio
-- low: 1.1
-- high: 2.5
-- min_rows: 500
-- source: published: it grows with boarding; the figure is an assumption

WITH hand_overs AS (
    SELECT
        c.boarders >= 0.25 * c.staffed_beds AS crowded,
        extract(EPOCH FROM a.offloaded_at - a.arrived_at) AS wait
    FROM ambulance_runs AS a
    JOIN units AS u ON a.hospital_id = u.hospital_id AND u.care_level = 'emergency'
    JOIN unit_hours AS c ON u.unit_id = c.unit_id AND date_bin('1 hour', a.arrived_at, 'epoch') = c.hour
    CROSS JOIN current_dataset AS d
    WHERE
        a.purpose = 'emergency'
        AND a.offloaded_at IS NOT NULL
        AND a.arrived_at >= d.start + 30
)

SELECT
    percentile_cont(0.5) WITHIN GROUP (ORDER BY wait) FILTER (WHERE crowded)
    / nullif(percentile_cont(0.5) WITHIN GROUP (ORDER BY wait) FILTER (WHERE NOT crowded), 0) AS value,
    count(*) FILTER (WHERE crowded) AS n
FROM hand_overs
