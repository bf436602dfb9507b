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
