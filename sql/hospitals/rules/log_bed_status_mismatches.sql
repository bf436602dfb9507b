-- id: log_bed_status_mismatches
-- title: Event log unlike the times in which beds are dirty, cleaned or blocked
-- severity: error
-- description: A20 says from when on a bed is contaminated (K), in housekeeping (H) or closed (C). Reads
--   what happened before yesterday.

WITH compared AS (
    SELECT
        bed_id,
        began_at AS at,
        CASE status
            WHEN 'dirty' THEN 'K'
            WHEN 'cleaning' THEN 'H'
            ELSE 'C'
        END AS bed_status,
        1 AS of_tables
    FROM bed_status_periods
    UNION ALL
    SELECT
        bed_id,
        occurred_at AS at,
        bed_status,
        -1 AS of_tables
    FROM adt_events
    WHERE bed_status <> 'U'
)

SELECT
    bed_id,
    at,
    bed_status,
    sum(of_tables) AS only_in_tables
FROM compared
WHERE at < (SELECT d.today - 1 FROM current_dataset AS d)
GROUP BY bed_id, at, bed_status
HAVING sum(of_tables) <> 0
ORDER BY bed_id, at
