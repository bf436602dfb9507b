-- The first moment after today in each column that says when something happened, and the first day after the plans in
-- those that say when something will happen. One of each is in time.
CREATE TEMPORARY TABLE failing AS
SELECT
    f.table_name,
    f.row_id::bigint AS row_id
FROM (
    VALUES
    ('absences', 1000011), ('absences', 1000012), ('absences', 1000013),
    ('ambulance_runs', 5000100), ('ambulance_runs', 6000100), ('ambulance_runs', 8500000),
    ('employments', 1000161), ('employments', 1000192),
    ('encounter_staff', 10001), ('encounter_staff', 60001), ('encounter_staff', 80001),
    ('shifts', 12745500011), ('shifts', 12745500021), ('shifts', 12746300011), ('shifts', 12746400011)
) AS f (table_name, row_id);
INSERT INTO absences (staff_id, first_day, last_day, kind) VALUES
(1000011, '2025-04-07', '2025-04-09', 'leave'),
(1000012, '2025-03-10', NULL, 'sickness'),
(1000013, '2025-03-09', '2025-03-10', 'sickness'),
(1000014, '2025-03-10', '2025-03-10', 'other'),
(1000023, '2025-03-08', '2025-03-09', 'sickness'),
(1000021, '2025-04-06', '2025-04-20', 'leave'),
(1000022, '2025-03-09', '2025-03-09', 'other');
UPDATE ambulance_runs SET arrived_at = '2025-03-10 00:00-07' WHERE run_id = 5000100;
UPDATE ambulance_runs SET offloaded_at = '2025-03-10 00:00-07' WHERE run_id = 6000100;
UPDATE ambulance_runs SET available_at = '2025-03-10 00:00:01-07' WHERE run_id = 8500000;
UPDATE ambulance_runs SET available_at = '2025-03-09 23:59:59-07' WHERE run_id = 9900101;
UPDATE employments SET valid_to = '2025-04-07' WHERE staff_id = 1000161;
UPDATE employments SET valid_from = '2025-04-07' WHERE staff_id = 1000192;
UPDATE employments SET valid_to = '2025-04-06' WHERE staff_id = 1000011 AND sequence = 2;
UPDATE encounter_staff
SET began_at = '2025-03-10 00:00-07', ended_at = NULL
WHERE encounter_id = 10001 AND act = 'triage';
UPDATE encounter_staff SET ended_at = '2025-03-10 00:00:01-07' WHERE encounter_id = 60001 AND ended_at IS NULL;
UPDATE encounter_staff SET ended_at = '2025-03-09 23:59:59-07' WHERE encounter_id = 110001 AND ended_at IS NULL;
INSERT INTO encounter_staff (encounter_id, act, began_at, staff_id, shift_id)
VALUES (80001, 'nursing', '2025-03-10 00:00-04', 1000011, 12745500011);
UPDATE shifts SET started_at = '2025-03-10 00:00-07', ended_at = NULL WHERE shift_id = 12745500011;
UPDATE shifts SET ended_at = '2025-03-10 00:00:01-07' WHERE shift_id = 12745500021;
UPDATE shifts SET ended_at = '2025-03-09 23:59:59-07' WHERE shift_id = 12745500031;
UPDATE shifts SET planned_start = '2025-04-07 00:00-07' WHERE shift_id = 12746300011;
UPDATE shifts SET planned_start = '2025-04-07 00:00:01-07' WHERE shift_id = 12746400011;
UPDATE shifts SET planned_start = '2025-04-06 23:59:59-07' WHERE shift_id = 12746300021;
