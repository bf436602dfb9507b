-- Runs of somebody who walked in, and of a transfer within the dataset to here; of another encounter, another hospital,
-- another purpose and other care; a second too early and too late at the hospital and at the scene. Two are missing. A
-- transfer that has not arrived needs none, nor does one by car, or a patient where there are no ambulances.
CREATE TEMPORARY TABLE failing AS
SELECT run_id
FROM (
    VALUES
    (1500000), (3000100), (5000100), (6000100), (7500000), (8000100), (8500000), (8500002), (9900100), (9900101),
    (11000100),
    (12000100), (14000101), (14000102)
) AS f (run_id);
UPDATE encounters
SET arrival_mode = 'ambulance'
WHERE encounter_id IN (75000, 80001, 90001, 110001, 120001, 15000);
UPDATE facility_transfers
SET facility_id = NULL, other_encounter_id = 99001
WHERE encounter_id = 140001 AND attempt = 1;
UPDATE facility_transfers SET mode = 'advanced ambulance' WHERE encounter_id = 85000;
UPDATE facility_transfers SET mode = 'basic ambulance' WHERE encounter_id = 140001;
UPDATE ambulance_runs SET arrived_at = arrived_at - interval '1 second' WHERE run_id = 5000100;
UPDATE ambulance_runs SET arrived_at = arrived_at + interval '1 second' WHERE run_id = 6000100;
UPDATE ambulance_runs SET hospital_id = 2 WHERE run_id = 8500000;
UPDATE ambulance_runs SET encounter_id = 10001 WHERE run_id = 9900100;
UPDATE ambulance_runs SET left_scene_at = left_scene_at - interval '1 second' WHERE run_id = 9900101;
INSERT INTO ambulance_runs (
    run_id, hospital_id, encounter_id, purpose, operator, care, lights, miles, called_at, dispatched_at, en_route_at,
    on_scene_at, left_scene_at, arrived_at
)
SELECT
    r.run_id, 1, r.encounter_id, r.purpose, 'other', r.care, FALSE, 1, r.left_scene_at, r.left_scene_at,
    r.left_scene_at,
    r.left_scene_at, r.left_scene_at, r.arrived_at
FROM (
    VALUES
    (3000100, 30001, 'emergency', 'basic', timestamptz '2025-03-05 17:40-08', timestamptz '2025-03-05 18:00-08'),
    (7500000, 140001, 'emergency', 'basic', '2025-03-04 18:40-08', '2025-03-04 19:00-08'),
    (8000100, 80001, 'emergency', 'basic', '2025-03-06 00:10-05', '2025-03-06 00:30-05'),
    (8500002, 85000, 'transfer', 'advanced', '2025-03-05 12:00:01-08', '2025-03-05 12:20-08'),
    (12000100, 120001, 'transfer', 'basic', '2025-03-06 05:10-08', '2025-03-06 05:30-08'),
    (14000102, 140001, 'transfer', 'advanced', '2025-03-07 15:00-08', '2025-03-07 15:30-08')
) AS r (run_id, encounter_id, purpose, care, left_scene_at, arrived_at);
