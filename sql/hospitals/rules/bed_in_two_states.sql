-- id: bed_in_two_states
-- title: Bed used while it is dirty, cleaned or blocked
-- severity: error
-- description: A bed is occupied, dirty, being cleaned, blocked or free, and never two of these at a
--   time.

WITH states AS (
    SELECT
        bed_id,
        entered_at AS began_at,
        left_at AS ended_at,
        'occupied' AS status
    FROM bed_stays
    UNION ALL
    SELECT
        bed_id,
        began_at,
        ended_at,
        status
    FROM bed_status_periods
),

ordered AS (
    SELECT
        bed_id,
        began_at,
        status,
        max(coalesce(ended_at, 'infinity')) OVER (
            PARTITION BY bed_id
            ORDER BY began_at, status, ended_at
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS earlier_ended_at
    FROM states
)

SELECT
    bed_id,
    began_at,
    status
FROM ordered
WHERE began_at < earlier_ended_at
ORDER BY bed_id, began_at
