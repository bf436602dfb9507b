-- Combinations that occur in surgeries.
-- The order "C" is the same on every server.

INSERT INTO dim_surgery_profile (surgery_profile_key, urgency, surgery_status, cancel_reason)
WITH profiles AS (
    SELECT DISTINCT
        urgency,
        CASE
            WHEN cancelled_at IS NOT NULL THEN 'cancelled'
            WHEN ended_at IS NOT NULL THEN 'done'
            WHEN started_at IS NOT NULL THEN 'under way'
            ELSE 'waiting'
        END AS surgery_status,
        cancel_reason
    FROM surgeries
)

SELECT
    row_number() OVER (
        ORDER BY
            urgency COLLATE "C",
            surgery_status COLLATE "C",
            cancel_reason COLLATE "C" NULLS FIRST
    ) AS surgery_profile_key,
    urgency,
    surgery_status,
    coalesce(cancel_reason, 'None') AS cancel_reason
FROM profiles
UNION ALL
SELECT
    0 AS surgery_profile_key,
    'None' AS urgency,
    'None' AS surgery_status,
    'None' AS cancel_reason
