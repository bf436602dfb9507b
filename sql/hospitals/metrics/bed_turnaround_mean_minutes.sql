-- id: bed_turnaround_mean_minutes
-- title: Time from a patient leaving a bed until it is clean
-- severity: warning
-- description: Waiting for a cleaner and cleaning. Leaves out the first 30 days, in which hospitals fill
--   up.
-- unit: minutes (mean)
-- low: 42
-- high: 105
-- min_rows: 1000
-- source: published: 75 minutes before and 45 minutes after an effort in one hospital of 952 beds

SELECT
    avg(extract(EPOCH FROM c.ended_at - p.began_at)) / 60 AS value,
    count(*) AS n
FROM bed_status_periods AS p
JOIN bed_status_periods AS c ON p.bed_id = c.bed_id AND p.ended_at = c.began_at AND c.status = 'cleaning'
CROSS JOIN current_dataset AS d
WHERE
    p.status = 'dirty'
    AND p.began_at >= d.start + 30
