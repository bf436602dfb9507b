-- id: crew_used_twice
-- title: Driver or attendant on two runs at a time
-- severity: error
-- description: Who drives an ambulance or cares for its patient is on one run at a time.

WITH crews AS (
    SELECT
        run_id,
        driver_id AS staff_id,
        dispatched_at,
        available_at
    FROM ambulance_runs
    UNION
    SELECT
        run_id,
        attendant_id AS staff_id,
        dispatched_at,
        available_at
    FROM ambulance_runs
),

ordered AS (
    SELECT
        run_id,
        staff_id,
        dispatched_at,
        max(coalesce(available_at, 'infinity')) OVER (
            PARTITION BY staff_id
            ORDER BY dispatched_at, run_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS free_at
    FROM crews
    WHERE staff_id IS NOT NULL
)

SELECT
    run_id,
    staff_id,
    dispatched_at
FROM ordered
WHERE dispatched_at < free_at
ORDER BY run_id, staff_id
