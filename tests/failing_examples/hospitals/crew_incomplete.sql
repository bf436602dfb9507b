-- Two people for whom there is no other run; a nurse as driver and as attendant; shifts of somebody else, of other
-- days, that end at the dispatch, and of people who did not come; technicians alone for advanced and critical care;
-- vehicles that do not exist, of the other hospital, and for less care. All others are right.
CREATE TEMPORARY TABLE failing AS SELECT n AS run_id FROM generate_series(1, 27) AS f (n);
INSERT INTO vehicles (vehicle_id, hospital_id, call_sign, care)
VALUES (2001, 2, 'Medic 1', 'advanced'), (999, 1, 'Medic 0', 'advanced');
INSERT INTO shifts (
    shift_id, hospital_id, post_id, staff_id, role, shift_type, planned_start, planned_end, started_at, in_charge,
    source,
    status
)
SELECT
    s.shift_id + n.more,
    1,
    s.post_id + n.more,
    s.staff_id + n.more,
    s.role,
    s.shift_type,
    s.planned_start,
    s.planned_end + interval '1 hour',
    CASE n.more WHEN 1 THEN s.started_at END,
    FALSE,
    'own',
    CASE n.more WHEN 1 THEN 'worked' ELSE 'absent' END
FROM shifts AS s
CROSS JOIN (VALUES (1), (4)) AS n (more)
WHERE s.shift_id IN (12745600091, 12745600101);
INSERT INTO ambulance_runs (
    run_id, hospital_id, encounter_id, purpose, operator, care, lights, vehicle_id, driver_id, driver_shift_id,
    attendant_id,
    attendant_shift_id, miles, called_at, dispatched_at, en_route_at, on_scene_at, left_scene_at, arrived_at
)
SELECT
    r.run_id,
    CASE r.run_id WHEN 27 THEN 2 ELSE 1 END,
    10001,
    'transfer',
    'own',
    r.care,
    FALSE,
    r.vehicle_id,
    r.driver_id,
    r.driver_shift_id,
    r.attendant_id,
    r.attendant_shift_id,
    1,
    r.dispatched_at,
    r.dispatched_at,
    r.dispatched_at,
    r.dispatched_at,
    r.dispatched_at,
    r.dispatched_at
FROM (
    VALUES
    (1, 'basic', 1001, 1000101, 12745600101, 1000101, 12745600101, timestamptz '2025-03-04 10:00-08'),
    (2, 'basic', 1001, 1000061, 12745600061, 1000102, 12745600102, '2025-03-04 10:00-08'),
    (3, 'basic', 1001, 1000101, 12745600101, 1000061, 12745600061, '2025-03-04 10:00-08'),
    (4, 'basic', 1001, 1000102, 12745600101, 1000092, 12745600092, '2025-03-04 10:00-08'),
    (5, 'basic', 1001, 1000100, 12745600101, 1000092, 12745600092, '2025-03-04 10:00-08'),
    (6, 'basic', 1001, 1000101, 12745600101, 1000093, 12745600091, '2025-03-04 10:00-08'),
    (7, 'basic', 1001, 1000101, 12745600101, 1000090, 12745600091, '2025-03-04 10:00-08'),
    (8, 'basic', 1001, 1000101, 12745500101, 1000091, 12745600091, '2025-03-04 10:00-08'),
    (9, 'basic', 1001, 1000101, 12745700101, 1000091, 12745600091, '2025-03-04 10:00-08'),
    (10, 'basic', 1001, 1000101, 12745600101, 1000091, 12745500091, '2025-03-04 10:00-08'),
    (11, 'basic', 1001, 1000101, 12745600101, 1000091, 12745700091, '2025-03-04 10:00-08'),
    (12, 'basic', 1001, 1000101, 12745600101, 1000092, 12745600092, '2025-03-04 19:00-08'),
    (13, 'basic', 1001, 1000102, 12745600102, 1000091, 12745600091, '2025-03-04 19:00-08'),
    (14, 'basic', 1001, 1000105, 12745600105, 1000091, 12745600091, '2025-03-04 10:00-08'),
    (15, 'basic', 1001, 1000101, 12745600101, 1000095, 12745600095, '2025-03-04 10:00-08'),
    (16, 'advanced', 1001, 1000101, 12745600101, 1000102, 12745600102, '2025-03-04 10:00-08'),
    (17, 'critical care', 1003, 1000091, 12745600091, 1000102, 12745600102, '2025-03-04 10:00-08'),
    (18, 'basic', 1000, 1000101, 12745600101, 1000091, 12745600091, '2025-03-04 10:00-08'),
    (19, 'basic', 1009, 1000101, 12745600101, 1000091, 12745600091, '2025-03-04 10:00-08'),
    (20, 'basic', 2001, 1000101, 12745600101, 1000091, 12745600091, '2025-03-04 10:00-08'),
    (21, 'advanced', 1002, 1000101, 12745600101, 1000091, 12745600091, '2025-03-04 10:00-08'),
    (22, 'critical care', 1002, 1000101, 12745600101, 1000091, 12745600091, '2025-03-04 10:00-08'),
    (23, 'critical care', 1001, 1000101, 12745600101, 1000091, 12745600091, '2025-03-04 10:00-08'),
    (24, 'basic', 1001, 1000101, 12745600102, 1000091, 12745600091, '2025-03-04 10:00-08'),
    (25, 'basic', 1001, 1000101, 12745600101, 1000091, 12745600092, '2025-03-04 10:00-08'),
    (26, 'basic', 1001, 1000101, 12745600100, 1000091, 12745600090, '2025-03-04 10:00-08'),
    (27, 'basic', 1001, 1000101, 12745600101, 1000091, 12745600091, '2025-03-04 10:00-08'),
    (31, 'basic', 1002, 1000101, 12745600101, 1000102, 12745600102, '2025-03-04 10:00-08'),
    (32, 'advanced', 1003, 1000092, 12745600092, 1000091, 12745600091, '2025-03-04 10:00-08'),
    (33, 'critical care', 1003, 1000101, 12745600101, 1000091, 12745600091, '2025-03-04 07:00-08'),
    (34, 'basic', 1003, 1000091, 12745600091, 1000101, 12745600101, '2025-03-04 18:59:59-08')
) AS r (
    run_id, care, vehicle_id, driver_id, driver_shift_id, attendant_id, attendant_shift_id, dispatched_at
);
