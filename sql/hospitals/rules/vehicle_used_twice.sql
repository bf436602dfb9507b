-- id: vehicle_used_twice
-- title: Ambulance on two runs at a time
-- severity: error
-- description: A vehicle is free for the next run when it is available again after the last one.

WITH runs AS (
    SELECT
        run_id,
        vehicle_id,
        dispatched_at,
        max(coalesce(available_at, 'infinity')) OVER (
            PARTITION BY vehicle_id
            ORDER BY dispatched_at, run_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS free_at
    FROM ambulance_runs
    WHERE vehicle_id IS NOT NULL
)

SELECT
    run_id,
    vehicle_id,
    dispatched_at
FROM runs
WHERE dispatched_at < free_at
ORDER BY run_id
