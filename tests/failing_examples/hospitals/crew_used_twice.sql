-- The attendant of one run drives another one a second too early. The attendant of one who is not available yet drives
-- another. One begins at the moment at which the crew is available. Two ambulances of others are away at the same time.
CREATE TEMPORARY TABLE failing AS
SELECT run_id, staff_id FROM (VALUES (5000100, 1000101), (9900101, 1000093)) AS f (run_id, staff_id);
UPDATE ambulance_runs
SET driver_id = 1000093, dispatched_at = '2025-03-04 07:39:59-08', attendant_id = 1000101, available_at = NULL
WHERE run_id = 9900101;
UPDATE ambulance_runs SET driver_id = 1000101, attendant_id = 1000094 WHERE run_id = 5000100;
UPDATE ambulance_runs
SET
    driver_id = 1000101, attendant_id = 1000091, dispatched_at = '2025-03-03 14:40-08',
    available_at = '2025-03-03 15:00-08'
WHERE run_id = 8500000;
INSERT INTO ambulance_runs (
    run_id, hospital_id, encounter_id, purpose, operator, care, lights, miles, called_at, dispatched_at, en_route_at,
    on_scene_at, left_scene_at, arrived_at, offloaded_at, available_at
)
SELECT
    1000100, 1, 10001, 'transfer', 'other', 'basic', FALSE, 1, r.called_at, r.dispatched_at, r.en_route_at,
    r.on_scene_at, r.left_scene_at, r.arrived_at, r.offloaded_at, r.available_at
FROM ambulance_runs AS r
WHERE r.run_id = 14000101;
