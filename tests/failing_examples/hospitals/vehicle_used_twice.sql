-- The transfer begins a second before the vehicle is available, and the next run while nobody knows when it will be.
-- One run begins at the moment at which the vehicle is available. Two ambulances of others are away at the same time.
CREATE TEMPORARY TABLE failing AS SELECT run_id FROM (VALUES (5000100), (9900101)) AS f (run_id);
UPDATE ambulance_runs
SET vehicle_id = 1001, dispatched_at = '2025-03-04 07:39:59-08', available_at = NULL
WHERE run_id = 9900101;
UPDATE ambulance_runs SET vehicle_id = 1002, dispatched_at = '2025-03-03 14:40-08' WHERE run_id = 8500000;
INSERT INTO ambulance_runs (
    run_id, hospital_id, encounter_id, purpose, operator, care, lights, miles, called_at, dispatched_at, en_route_at,
    on_scene_at, left_scene_at, arrived_at, offloaded_at, available_at
)
SELECT
    1000100, 1, 10001, 'transfer', 'other', 'basic', FALSE, 1, r.called_at, r.dispatched_at, r.en_route_at,
    r.on_scene_at, r.left_scene_at, r.arrived_at, r.offloaded_at, r.available_at
FROM ambulance_runs AS r
WHERE r.run_id = 14000101;
