-- A hospital at work, on top of reference_rows.sql and fact_rows.sql. Patient 1 comes to the emergency
-- department for the first visit and goes home. For the second visit, the patient is admitted from there, is
-- in intensive care, moves to a ward, and is transferred to a nursing facility. Later the patient is sent
-- from hospital 1 to hospital 2, where the patient still is.
INSERT INTO services (service, name) VALUES ('EMED', 'Emergency medicine'), ('MED', 'General medicine');
INSERT INTO complaints (complaint_id, name, female_only, min_age, max_age)
VALUES (1, 'Ankle sprain', FALSE, 5, 90);
INSERT INTO departments (department_id, hospital_id, service, name) VALUES
(101, 1, 'EMED', 'Emergency'), (102, 1, 'MED', 'Medicine'), (201, 2, 'MED', 'Medicine');
INSERT INTO units (
    unit_id, hospital_id, department_id, name, care_level, ages, patients_per_nurse,
    beds
) VALUES
(1001, 1, 101, 'Emergency', 'emergency', 'all', 4, 1),
(1002, 1, 102, 'Medicine 1', 'general', 'adult', 5, 2),
(1003, 1, 102, 'Intensive care 1', 'intensive', 'adult', 2, 1),
(1004, 1, 102, 'Operating rooms', 'operating', 'all', 1, 1),
(2001, 2, 201, 'Medicine 1', 'general', 'adult', 5, 1);
INSERT INTO beds (bed_id, unit_id, hospital_id, kind, room, label) VALUES
(100001, 1001, 1, 'station', 'E1', 'A'),
(100002, 1002, 1, 'bed', '101', 'A'),
(100003, 1002, 1, 'bed', '101', 'B'),
(100004, 1003, 1, 'bed', 'I1', 'A'),
(100005, 1004, 1, 'room', 'OR1', 'A'),
(200001, 2001, 2, 'bed', '101', 'A');
INSERT INTO facilities (facility_id, hospital_id, name, kind, zipcode, miles)
VALUES (101, 1, 'Sunny Hills', 'skilled nursing facility', NULL, 4.2);
INSERT INTO facility_services (facility_id, care) VALUES (101, 'skilled nursing');
INSERT INTO encounters (
    encounter_id, patient_id, hospital_id, visit_id, condition_id, complaint_id, class, arrival_mode,
    admission_source, service, registered_at, admitted_at, ready_at, left_at, expected_discharge_on,
    disposition
) VALUES
(
    10001, 1, 1, 101, 1, NULL, 'emergency', 'walk-in', '1', 'EMED', '2025-03-01 18:00Z', NULL, NULL,
    '2025-03-01 21:00Z', NULL, '01'
),
(
    10002, 1, 1, 102, 1, NULL, 'inpatient', 'ambulance', '1', 'MED', '2025-03-11 18:00Z',
    '2025-03-11 20:00Z',
    '2025-03-12 21:00Z', '2025-03-12 22:00Z', '2025-03-12', '03'
),
(
    15001, 1, 1, NULL, NULL, 1, 'emergency', 'walk-in', '1', 'EMED', '2025-04-01 18:00Z', NULL, NULL,
    '2025-04-01 19:00Z', NULL, '07'
),
(
    19003, 1, 1, NULL, 2, NULL, 'outpatient', 'direct', '1', 'MED', '2025-05-30 15:00Z', NULL, NULL,
    '2025-05-30 17:00Z', NULL, '02'
),
(
    10003, 1, 2, NULL, 2, NULL, 'observation', 'transfer', '4', 'MED', '2025-05-30 20:00Z',
    '2025-05-30 20:00Z',
    NULL, NULL, '2025-06-02', NULL
);
INSERT INTO bookings (encounter_id, patient_id, hospital_id, service, booked_at, planned_for, surgery)
VALUES (10004, 1, 1, 'MED', '2025-06-20 17:00Z', '2025-07-08', TRUE);
INSERT INTO ed_stays (
    encounter_id, arrived_at, triaged_at, esi, early_warning_score, station_id, roomed_at, provider_at,
    decision_at,
    decision, departed_at
) VALUES
(
    10001, '2025-03-01 18:00Z', '2025-03-01 18:10Z', 4, 1, 100001, '2025-03-01 18:20Z', '2025-03-01 18:30Z',
    '2025-03-01 20:50Z', 'discharge', '2025-03-01 21:00Z'
),
(
    10002, '2025-03-11 18:00Z', '2025-03-11 18:02Z', 2, 7, 100001, '2025-03-11 18:03Z', '2025-03-11 18:05Z',
    '2025-03-11 20:00Z', 'admit', '2025-03-11 20:30Z'
),
(
    15001, '2025-04-01 18:00Z', '2025-04-01 18:05Z', 5, 0, NULL, NULL, NULL, '2025-04-01 19:00Z',
    'left without being seen', '2025-04-01 19:00Z'
);
INSERT INTO bed_stays (
    encounter_id, sequence, bed_id, service, requested_at, entered_at, left_at, reason, outlier
) VALUES
(10002, 1, 100004, 'MED', '2025-03-11 20:00Z', '2025-03-11 20:30Z', '2025-03-12 08:30Z', 'admit', FALSE),
(10002, 2, 100002, 'MED', '2025-03-12 08:00Z', '2025-03-12 08:30Z', '2025-03-12 22:00Z', 'step-down', FALSE),
(10003, 1, 200001, 'MED', '2025-05-30 20:00Z', '2025-05-30 20:05Z', NULL, 'admit', FALSE);
INSERT INTO bed_status_periods (bed_id, began_at, ended_at, status)
VALUES (100004, '2025-03-12 08:30Z', '2025-03-12 08:50Z', 'dirty');
INSERT INTO surgeries (
    encounter_id, sequence, urgency, procedure, room_id, booked_at, planned_at, started_at, ended_at,
    cancelled_at,
    cancel_reason
) VALUES
(
    10002, 1, 'urgent', 'Drainage', NULL, '2025-03-11 20:00Z', '2025-03-11 22:00Z', NULL, NULL,
    '2025-03-11 21:00Z', 'patient not fit'
),
(
    10002, 2, 'urgent', 'Drainage', 100005, '2025-03-11 21:30Z', '2025-03-12 00:00Z', '2025-03-12 00:10Z',
    '2025-03-12 01:10Z', NULL, NULL
);
INSERT INTO facility_transfers (
    encounter_id, attempt, direction, reason, care, mode, facility_id, other_encounter_id, requested_at,
    answered_at,
    accepted, departed_at, arrived_at
) VALUES
(
    10002, 1, 'out', 'post-acute care', 'skilled nursing', 'wheelchair van', 101, NULL, '2025-03-12 09:00Z',
    '2025-03-12 12:00Z', TRUE, '2025-03-12 22:00Z', '2025-03-12 22:30Z'
),
(
    19003, 1, 'out', 'procedure', 'surgery', 'basic ambulance', NULL, 10003, '2025-05-30 16:00Z',
    '2025-05-30 16:30Z', TRUE, '2025-05-30 17:00Z', '2025-05-30 20:00Z'
);
INSERT INTO diversions (hospital_id, began_at, ended_at, reason)
VALUES (1, '2025-03-11 17:00Z', '2025-03-11 17:45Z', 'crowding');
INSERT INTO unit_hours (unit_id, hour, census, staffed_beds, boarders)
VALUES (1001, '2025-03-11 20:00Z', 1, 1, 1), (1003, '2025-03-11 21:00Z', 1, 1, 0);
INSERT INTO adt_events (
    event_key, trigger, hospital_id, encounter_id, bed_id, from_bed_id, occurred_at, recorded_at, cancels,
    class,
    service, esi, early_warning_score, update, decision, disposition, expected_discharge_on, bed_status
) VALUES
(
    1000201, 'A04', 1, 10002, NULL, NULL, '2025-03-11 18:00Z', '2025-03-11 18:00Z', NULL, 'emergency',
    'EMED', NULL,
    NULL, NULL, NULL, NULL, NULL, NULL
),
(
    1000202, 'A08', 1, 10002, NULL, NULL, '2025-03-11 18:02Z', '2025-03-11 18:02Z', NULL, NULL, NULL, 2, 7,
    'triage',
    NULL, NULL, NULL, NULL
),
(
    1000203, 'A08', 1, 10002, NULL, NULL, '2025-03-11 20:00Z', '2025-03-11 20:00Z', NULL, NULL, NULL, NULL,
    NULL,
    'decision', 'admit', NULL, NULL, NULL
),
(
    1000204, 'A06', 1, 10002, NULL, NULL, '2025-03-11 20:00Z', '2025-03-11 20:04Z', NULL, 'inpatient',
    'MED', NULL,
    NULL, NULL, NULL, NULL, '2025-03-12', NULL
),
(
    1000205, 'A03', 1, 10002, NULL, 100002, '2025-03-12 22:00Z', '2025-03-12 22:00Z', NULL, NULL, NULL,
    NULL, NULL,
    NULL, NULL, '01', NULL, NULL
),
(
    1000206, 'A13', 1, 10002, NULL, NULL, '2025-03-12 22:00Z', '2025-03-12 22:01Z', 1000205, NULL, NULL,
    NULL, NULL,
    NULL, NULL, NULL, NULL, NULL
),
(
    1000207, 'A03', 1, 10002, NULL, 100002, '2025-03-12 22:00Z', '2025-03-12 22:02Z', NULL, NULL, NULL,
    NULL, NULL,
    NULL, NULL, '03', NULL, NULL
),
(
    -1, 'A20', 1, NULL, 100004, NULL, '2025-03-12 08:30Z', '2025-03-12 08:30Z', NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, 'K'
);
-- The workforce of hospital 1: a nurse and a paramedic, a manager, a shift of each, an ambulance and its run.
INSERT INTO roles (role, staff_group, licence, min_age, is_nurse) VALUES
('Registered nurse', 'nursing', 'RN', 21, TRUE),
('Nurse manager', 'management', 'RN', 27, FALSE),
('Paramedic', 'allied health', 'Paramedic', 20, FALSE);
INSERT INTO shift_types (shift_type, starts, hours, on_call) VALUES ('day 12', '07:00', 12, FALSE);
INSERT INTO posts (
    post_id, hospital_id, department_id, unit_id, role, team, pattern, pattern_day, fte, float_pool,
    reports_to
) VALUES
(100001, 1, 102, NULL, 'Nurse manager', 'managers', 'eight weekdays', 0, 1, FALSE, NULL),
(100002, 1, 102, 1002, 'Registered nurse', 'ward nurses', 'twelve rotating', 3, 0.9, FALSE, 100001),
(100003, 1, NULL, NULL, 'Paramedic', 'paramedics', 'twelve midday', 0, 1, FALSE, 100001);
INSERT INTO staff (
    staff_id, hospital_id, doctor_id, first_name, last_name, gender, date_of_birth, profession_since, agency
) VALUES
(1000001, 1, 1, 'Ann', 'Lee', 'Female', '1970-01-01', '1995-01-01', FALSE),
(1000002, 1, NULL, 'Bo', 'Ray', 'Male', '1990-01-01', '2013-01-01', FALSE),
(1000003, 1, NULL, 'Cy', 'Fox', 'Male', '1985-01-01', '2008-01-01', FALSE),
(1900001, 1, NULL, 'Di', 'Orr', 'Female', '1980-01-01', '2003-01-01', TRUE);
INSERT INTO employments (
    staff_id, sequence, hospital_id, post_id, role, fte, experience, valid_from, valid_to, began_because,
    ended_because
) VALUES
(1000001, 1, 1, 100002, 'Registered nurse', 0.9, 'senior', '2011-01-01', '2020-12-31', 'hired', 'promoted'),
(1000001, 2, 1, 100001, 'Nurse manager', 1, 'senior', '2021-01-01', NULL, 'promoted', NULL),
(1000002, 1, 1, 100002, 'Registered nurse', 0.9, 'experienced', '2021-01-01', NULL, 'hired', NULL),
(1000003, 1, 1, 100003, 'Paramedic', 1, 'senior', '2024-01-01', NULL, 'hired', NULL),
(
    1900001, 1, 1, NULL, 'Registered nurse', 1, 'senior', '2025-03-01', '2025-05-31', 'agency contract',
    'contract ended'
);
INSERT INTO shifts (
    shift_id, hospital_id, post_id, staff_id, unit_id, role, shift_type, planned_start, planned_end,
    started_at, ended_at, in_charge, source, status
) VALUES
(
    12745900002, 1, 100002, 1000002, 1002, 'Registered nurse', 'day 12', '2025-03-11 12:00Z',
    '2025-03-12 00:00Z', '2025-03-11 11:58Z', '2025-03-12 00:10Z', TRUE, 'own', 'worked'
),
(
    12745900003, 1, 100003, 1000003, NULL, 'Paramedic', 'day 12', '2025-03-11 12:00Z', '2025-03-12 00:00Z',
    '2025-03-11 11:58Z', '2025-03-12 00:10Z', FALSE, 'own', 'worked'
),
(
    12745900001, 1, 100001, 1000001, NULL, 'Nurse manager', 'day 12', '2025-03-11 12:00Z',
    '2025-03-12 00:00Z',
    '2025-03-11 11:58Z', '2025-03-12 00:10Z', FALSE, 'own', 'worked'
),
(
    12760000002, 1, 100002, NULL, 1002, 'Registered nurse', 'day 12', '2025-07-08 12:00Z',
    '2025-07-09 00:00Z', NULL, NULL, FALSE, NULL, 'open'
);
INSERT INTO absences (staff_id, first_day, last_day, kind) VALUES
(1000002, '2025-03-20', '2025-03-27', 'leave'), (1000003, '2025-06-30', NULL, 'sickness');
INSERT INTO encounter_staff (encounter_id, act, began_at, ended_at, staff_id, shift_id) VALUES
(10002, 'triage', '2025-03-11 18:02Z', '2025-03-11 18:07Z', 1000002, 12745900002);
UPDATE unit_hours SET nurses_required = 1, nurses_worked = 1 WHERE unit_id = 1003;
INSERT INTO vehicles (vehicle_id, hospital_id, call_sign, care) VALUES (1001, 1, 'Medic 1', 'advanced');
INSERT INTO ambulance_runs (
    run_id, hospital_id, encounter_id, purpose, operator, priority, care, lights, vehicle_id, driver_id,
    driver_shift_id, attendant_id, attendant_shift_id, miles, called_at, dispatched_at, en_route_at,
    on_scene_at, left_scene_at, arrived_at, offloaded_at, available_at
) VALUES
(
    1000200, 1, 10002, 'emergency', 'own', 'Delta', 'advanced', TRUE, 1001, 1000001, 12745900001, 1000003,
    12745900003, 4.2, '2025-03-11 17:20Z', '2025-03-11 17:21Z', '2025-03-11 17:22Z', '2025-03-11 17:30Z',
    '2025-03-11 17:45Z', '2025-03-11 18:00Z', '2025-03-11 18:10Z', '2025-03-11 18:25Z'
);
