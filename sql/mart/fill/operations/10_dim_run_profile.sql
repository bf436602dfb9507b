-- Combinations that occur in runs of ambulances.
-- The order "C" is the same on every server.

INSERT INTO dim_run_profile (run_profile_key, purpose, operator, priority, ambulance_care, is_lights)
WITH profiles AS (
    SELECT DISTINCT
        purpose,
        operator,
        priority,
        care,
        lights
    FROM ambulance_runs
)

SELECT
    row_number() OVER (
        ORDER BY
            purpose COLLATE "C",
            operator COLLATE "C",
            priority COLLATE "C" NULLS FIRST,
            care COLLATE "C",
            lights
    ) AS run_profile_key,
    purpose,
    operator,
    coalesce(priority, 'None') AS priority,
    care AS ambulance_care,
    lights AS is_lights
FROM profiles
UNION ALL
SELECT
    0 AS run_profile_key,
    'None' AS purpose,
    'None' AS operator,
    'None' AS priority,
    'None' AS ambulance_care,
    NULL AS is_lights
