-- A week of two small hospitals after reference_rows.sql, from Monday 2025-03-03 to Sunday 2025-03-09, on which clocks
-- go forward. Each kind of encounter is there, with its log; all rules of sql/hospitals hold.
UPDATE hospitals SET time_zone = 'America/Los_Angeles' WHERE hospital_id = 1;
UPDATE hospitals SET time_zone = 'America/New_York' WHERE hospital_id = 2;
INSERT INTO datasets (
    config, seed, today, origin, start, generator_version, schema_revision, postgres_version
)
VALUES ('{"patients": 14}', 42, '2025-03-09', '2025-03-09', '2025-03-03', '0.1.0', '0011', '18.1');

INSERT INTO patients (
    patient_id, first_name, last_name, date_of_birth, age, gender, phone_number, email, address, zipcode, state,
    blood_type, registered_on, left_on, date_of_death
)
SELECT
    p.patient_id,
    p.first_name,
    'Miller',
    p.date_of_birth,
    date_part('year', age('2025-03-09', p.date_of_birth)),
    p.gender,
    '555-0100',
    'miller@example.com',
    '1 Main St',
    '90001',
    'CA',
    'O+',
    '2024-01-01',
    p.left_on,
    p.date_of_death
FROM (
    VALUES
    (1, 'Mary', 'Female', date '1980-02-29', NULL, NULL),
    (2, 'Jim', 'Male', '2001-07-01', NULL, NULL),
    (3, 'Tom', 'Male', '2015-05-05', NULL, NULL),
    (4, 'Ann', 'Female', '1990-01-31', NULL, NULL),
    (5, 'Karl', 'Male', '1940-10-10', NULL, date '2025-03-07'),
    (6, 'Eva', 'Female', '1970-06-15', NULL, NULL),
    (7, 'Bob', 'Male', '1995-03-08', NULL, NULL),
    (8, 'Ida', 'Female', '1960-12-01', NULL, NULL),
    (9, 'Max', 'Male', '1955-09-09', date '2025-03-08', NULL),
    (10, 'Olga', 'Female', '1950-04-30', NULL, NULL),
    (11, 'Hugo', 'Male', '1965-02-02', NULL, NULL),
    (12, 'Paul', 'Male', '1972-11-11', NULL, NULL),
    (13, 'Rosa', 'Female', '1988-08-08', NULL, NULL),
    (14, 'Lena', 'Female', '1945-01-01', NULL, NULL)
) AS p (patient_id, first_name, gender, date_of_birth, left_on, date_of_death);

-- the visits that have been billed by Sunday
INSERT INTO visits (
    visit_id, patient_id, age, condition_id, icd10_code, severity, treatment_id, test_results, doctor_id, hospital_id,
    room_number, date_of_admission, date_of_discharge, follow_up_required
)
SELECT
    v.visit_id,
    v.visit_id / 100,
    date_part('year', age(v.admission, p.date_of_birth)),
    v.condition_id,
    c.icd10_code,
    'Mild',
    v.condition_id,
    'Negative',
    v.hospital_id,
    v.hospital_id,
    1,
    v.admission,
    v.discharge,
    FALSE
FROM (
    VALUES
    (101, 1, 1, date '2025-03-03', date '2025-03-05'),
    (301, 1, 1, '2025-03-05', '2025-03-06'),
    (501, 1, 1, '2025-03-04', '2025-03-07'),
    (901, 2, 2, '2025-03-04', '2025-03-06'),
    (1201, 1, 1, '2025-03-06', '2025-03-07'),
    (1301, 1, 1, '2025-03-07', '2025-03-07')
) AS v (visit_id, hospital_id, condition_id, admission, discharge)
JOIN patients AS p ON v.visit_id / 100 = p.patient_id
JOIN conditions AS c USING (condition_id);

INSERT INTO services (service, name) VALUES
('EMED', 'Emergency medicine'), ('MED', 'General medicine'), ('SURG', 'General surgery'), ('OBS', 'Obstetrics'),
('PED', 'Pediatrics'), ('PSYCH', 'Psychiatry');
INSERT INTO complaints (complaint_id, name, female_only, min_age, max_age) VALUES
(1, 'Headache', FALSE, 3, 120), (2, 'Pelvic pain', TRUE, 12, 60);
INSERT INTO departments (department_id, hospital_id, service, name) VALUES
(101, 1, 'EMED', 'Emergency medicine'), (102, 1, 'MED', 'General medicine'), (103, 1, 'SURG', 'General surgery'),
(104, 1, 'OBS', 'Obstetrics'), (105, 1, 'PED', 'Pediatrics'), (106, 1, 'PSYCH', 'Psychiatry'),
(201, 2, 'EMED', 'Emergency medicine'), (202, 2, 'MED', 'General medicine');
INSERT INTO units (unit_id, hospital_id, department_id, name, care_level, ages, patients_per_nurse, beds) VALUES
(1001, 1, 101, 'Emergency department', 'emergency', 'all', 4, 3),
(1002, 1, 102, 'Medicine', 'general', 'adult', 5, 3),
(1003, 1, 102, 'Intensive care', 'intensive', 'all', 2, 2),
(1004, 1, 104, 'Labor and delivery', 'labor', 'adult', 2, 2),
(1005, 1, 105, 'Pediatrics', 'general', 'child', 4, 1),
(1006, 1, 103, 'Operating rooms', 'operating', 'all', 1, 2),
(1007, 1, 106, 'Psychiatry', 'general', 'adult', 6, 1),
(2001, 2, 201, 'Emergency department', 'emergency', 'all', 4, 1),
(2002, 2, 202, 'Medicine', 'general', 'all', 5, 2),
(2003, 2, 202, 'Intensive care', 'intensive', 'all', 2, 1);
INSERT INTO beds (bed_id, unit_id, hospital_id, kind, room, label) VALUES
(100001, 1001, 1, 'station', 'ED', '1'), (100002, 1001, 1, 'station', 'ED', '2'),
(100003, 1001, 1, 'station', 'ED', '3'), (100011, 1002, 1, 'bed', '201', 'A'), (100012, 1002, 1, 'bed', '201', 'B'),
(100013, 1002, 1, 'bed', '202', 'A'), (100021, 1003, 1, 'bed', '301', 'A'), (100022, 1003, 1, 'bed', '302', 'A'),
(100031, 1004, 1, 'bed', '401', 'A'), (100032, 1004, 1, 'bed', '402', 'A'), (100041, 1005, 1, 'bed', '501', 'A'),
(100051, 1006, 1, 'room', 'OR 1', '1'), (100052, 1006, 1, 'room', 'OR 2', '1'), (100061, 1007, 1, 'bed', '601', 'A'),
(200001, 2001, 2, 'station', 'ED', '1'), (200011, 2002, 2, 'bed', '201', 'A'), (200012, 2002, 2, 'bed', '201', 'B'),
(200021, 2003, 2, 'bed', '301', 'A');
INSERT INTO facilities (facility_id, hospital_id, name, kind, zipcode, miles) VALUES
(101, 1, 'Palm Nursing Home', 'skilled nursing facility', '90001', 3.5),
(102, 1, 'Bay Heart Hospital', 'hospital', NULL, 22.0),
(103, 1, 'Valley Hospital', 'hospital', NULL, 31.5),
(201, 2, 'Hudson Hospital', 'hospital', '10001', 6.0);
INSERT INTO facility_services (facility_id, care) VALUES
(101, 'skilled nursing'), (102, 'cardiac surgery'), (102, 'general care'), (103, 'general care'),
(103, 'cardiac surgery'), (201, 'general care');

-- 1 stays two nights. 2 waits in the emergency department now. 3 is a child. 4 gives birth. 5 dies in intensive care.
-- 6 goes on leave. 7 walks out. 8 is transferred to a facility, and comes to the second hospital later. 9 is
-- transferred to the other hospital. 10 never gets a bed. 11 is an inpatient now. 12 has a planned surgery. 13 is in a
-- clinic. 14 comes from a facility and goes to one.
INSERT INTO encounters (
    encounter_id, patient_id, hospital_id, visit_id, condition_id, complaint_id, class, arrival_mode,
    admission_source, service, registered_at, admitted_at, ready_at, left_at, expected_discharge_on, disposition
) VALUES
(
    10001, 1, 1, 101, 1, NULL, 'inpatient', 'walk-in', '1', 'MED', '2025-03-03 09:00-08', '2025-03-03 11:00-08',
    '2025-03-05 10:00-08', '2025-03-05 12:00-08', '2025-03-05', '01'
),
(
    15000, 1, 1, NULL, NULL, 2, 'emergency', 'walk-in', '1', 'EMED', '2025-03-08 23:30-08', NULL,
    NULL, '2025-03-09 04:00-07', NULL, '01'
),
(
    20001, 2, 1, NULL, 1, NULL, 'emergency', 'walk-in', '1', 'EMED', '2025-03-09 23:50-07', NULL, NULL, NULL, NULL, NULL
),
(
    30001, 3, 1, 301, 1, NULL, 'observation', 'walk-in', '1', 'PED', '2025-03-05 18:00-08', '2025-03-05 20:10-08',
    '2025-03-06 09:00-08', '2025-03-06 11:00-08', '2025-03-06', '01'
),
(
    40001, 4, 1, NULL, 1, NULL, 'inpatient', 'direct', '1', 'OBS', '2025-03-06 02:00-08', '2025-03-06 02:00-08',
    '2025-03-08 12:00-08', '2025-03-08 15:00-07', '2025-03-08', '01'
),
(
    50001, 5, 1, 501, 1, NULL, 'inpatient', 'ambulance', '1', 'MED', '2025-03-04 22:00-08', '2025-03-04 23:00-08',
    '2025-03-07 05:00-08', '2025-03-07 05:00-08', '2025-03-10', '20'
),
(
    60001, 6, 1, NULL, 1, NULL, 'inpatient', 'ambulance', '1', 'PSYCH', '2025-03-03 14:00-08', '2025-03-03 17:00-08',
    NULL, NULL, '2025-03-12', NULL
),
(
    75000, 7, 1, NULL, NULL, 1, 'emergency', 'walk-in', '1', 'EMED', '2025-03-04 19:00-08', NULL,
    NULL, '2025-03-04 22:00-08', NULL, '07'
),
(
    80001, 8, 2, NULL, 1, NULL, 'observation', 'walk-in', '1', 'MED', '2025-03-06 00:30-05', '2025-03-06 02:00-05',
    '2025-03-07 08:00-05', '2025-03-07 09:00-05', '2025-03-07', '01'
),
(
    85000, 8, 1, NULL, NULL, 1, 'emergency', 'ambulance', '1', 'EMED', '2025-03-05 08:00-08', NULL,
    NULL, '2025-03-05 12:00-08', NULL, '02'
),
(
    90001, 9, 2, 901, 2, NULL, 'inpatient', 'transfer', '4', 'MED', '2025-03-04 15:00-05', '2025-03-04 15:00-05',
    '2025-03-06 09:00-05', '2025-03-06 10:00-05', '2025-03-07', '01'
),
(
    99001, 9, 1, NULL, 2, NULL, 'emergency', 'ambulance', '1', 'EMED', '2025-03-04 07:00-08', NULL,
    NULL, '2025-03-04 09:00-08', NULL, '02'
),
(
    100001, 10, 1, NULL, 1, NULL, 'observation', 'walk-in', '1', 'MED', '2025-03-06 20:00-08', '2025-03-06 22:00-08',
    '2025-03-07 08:00-08', '2025-03-07 09:00-08', '2025-03-07', '01'
),
(
    110001, 11, 1, NULL, 1, NULL, 'inpatient', 'walk-in', '1', 'MED', '2025-03-08 10:00-08', '2025-03-08 12:00-08',
    NULL, NULL, '2025-03-11', NULL
),
(
    120001, 12, 1, 1201, 1, NULL, 'inpatient', 'scheduled', '2', 'SURG', '2025-03-06 05:30-08', '2025-03-06 05:30-08',
    '2025-03-07 10:00-08', '2025-03-07 11:00-08', '2025-03-07', '01'
),
(
    130001, 13, 1, 1301, 1, NULL, 'outpatient', 'clinic', '2', 'MED', '2025-03-07 10:00-08', NULL,
    NULL, '2025-03-07 10:40-08', NULL, '01'
),
(
    140001, 14, 1, NULL, 1, NULL, 'inpatient', 'transfer', '4', 'MED', '2025-03-06 14:00-08', '2025-03-06 14:00-08',
    '2025-03-07 10:00-08', '2025-03-07 15:00-08', '2025-03-07', '03'
);
INSERT INTO bookings (encounter_id, patient_id, hospital_id, service, booked_at, planned_for, surgery) VALUES
(120001, 12, 1, 'SURG', '2025-03-03 09:00-08', '2025-03-06', TRUE),
(120002, 12, 1, 'SURG', '2025-03-07 12:00-08', '2025-04-06', TRUE);
INSERT INTO ed_stays (
    encounter_id, arrived_at, triaged_at, esi, early_warning_score, station_id, roomed_at, provider_at, decision_at,
    decision, departed_at
) VALUES
(
    10001, '2025-03-03 09:00-08', '2025-03-03 09:07-08', 3, 2, 100001, '2025-03-03 09:20-08', '2025-03-03 09:40-08',
    '2025-03-03 11:00-08', 'admit', '2025-03-03 13:00-08'
),
(
    15000, '2025-03-08 23:30-08', '2025-03-08 23:40-08', 4, 0, 100001, '2025-03-09 00:10-08', '2025-03-09 00:30-08',
    '2025-03-09 03:45-07', 'discharge', '2025-03-09 04:00-07'
),
(20001, '2025-03-09 23:50-07', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
(
    30001, '2025-03-05 18:00-08', '2025-03-05 18:05-08', 3, 3, 100002, '2025-03-05 18:10-08', '2025-03-05 18:30-08',
    '2025-03-05 20:00-08', 'admit', '2025-03-05 21:00-08'
),
(
    50001, '2025-03-04 22:00-08', '2025-03-04 22:00-08', 1, 12, 100002, '2025-03-04 22:00-08', '2025-03-04 22:00-08',
    '2025-03-04 23:00-08', 'admit', '2025-03-05 00:30-08'
),
(
    60001, '2025-03-03 14:00-08', '2025-03-03 14:10-08', 2, 1, 100001, '2025-03-03 14:20-08', '2025-03-03 14:30-08',
    '2025-03-03 17:00-08', 'admit', '2025-03-03 18:00-08'
),
(
    75000, '2025-03-04 19:00-08', '2025-03-04 19:10-08', 4, 0, NULL, NULL, NULL, '2025-03-04 22:00-08',
    'left without being seen', '2025-03-04 22:00-08'
),
(
    80001, '2025-03-06 00:30-05', '2025-03-06 00:40-05', 3, 1, 200001, '2025-03-06 00:45-05', '2025-03-06 01:00-05',
    '2025-03-06 02:00-05', 'admit', '2025-03-06 03:30-05'
),
(
    85000, '2025-03-05 08:00-08', '2025-03-05 08:05-08', 2, 6, 100003, '2025-03-05 08:05-08', '2025-03-05 08:10-08',
    '2025-03-05 10:00-08', 'transfer', '2025-03-05 12:00-08'
),
(
    99001, '2025-03-04 07:00-08', '2025-03-04 07:05-08', 2, 7, 100001, '2025-03-04 07:05-08', '2025-03-04 07:15-08',
    '2025-03-04 08:00-08', 'transfer', '2025-03-04 09:00-08'
),
(
    100001, '2025-03-06 20:00-08', '2025-03-06 20:10-08', 3, 2, 100001, '2025-03-06 20:30-08', '2025-03-06 20:45-08',
    '2025-03-06 22:00-08', 'admit', '2025-03-07 09:00-08'
),
(
    110001, '2025-03-08 10:00-08', '2025-03-08 10:10-08', 3, 4, 100001, '2025-03-08 10:15-08', '2025-03-08 10:30-08',
    '2025-03-08 12:00-08', 'admit', '2025-03-08 15:00-08'
);
INSERT INTO bed_stays (
    encounter_id, sequence, bed_id, service, requested_at, entered_at, left_at, reason, outlier
) VALUES
(10001, 1, 100011, 'MED', '2025-03-03 11:00-08', '2025-03-03 13:00-08', '2025-03-05 12:00-08', 'admit', FALSE),
(30001, 1, 100041, 'PED', '2025-03-05 20:00-08', '2025-03-05 21:00-08', '2025-03-06 11:00-08', 'admit', FALSE),
(40001, 1, 100031, 'OBS', '2025-03-06 02:00-08', '2025-03-06 02:00-08', '2025-03-08 15:00-07', 'admit', FALSE),
(50001, 1, 100012, 'MED', '2025-03-04 23:00-08', '2025-03-05 00:30-08', '2025-03-05 06:00-08', 'admit', FALSE),
(50001, 2, 100021, 'MED', '2025-03-05 05:00-08', '2025-03-05 06:00-08', '2025-03-06 10:00-08', 'step-up', FALSE),
(50001, 3, 100012, 'MED', '2025-03-06 08:00-08', '2025-03-06 10:00-08', '2025-03-06 18:00-08', 'step-down', FALSE),
(50001, 4, 100022, 'MED', '2025-03-06 17:30-08', '2025-03-06 18:00-08', '2025-03-07 05:00-08', 'step-up', FALSE),
(60001, 1, 100061, 'PSYCH', '2025-03-03 17:00-08', '2025-03-03 18:00-08', NULL, 'admit', FALSE),
(80001, 1, 200011, 'MED', '2025-03-06 02:00-05', '2025-03-06 03:30-05', '2025-03-07 09:00-05', 'admit', FALSE),
(90001, 1, 200021, 'MED', '2025-03-04 15:00-05', '2025-03-04 15:00-05', '2025-03-06 10:00-05', 'admit', FALSE),
(110001, 1, 100013, 'MED', '2025-03-08 12:00-08', '2025-03-08 15:00-08', NULL, 'admit', FALSE),
(120001, 1, 100013, 'SURG', '2025-03-06 05:30-08', '2025-03-06 09:30-08', '2025-03-07 11:00-08', 'admit', TRUE),
(140001, 1, 100011, 'MED', '2025-03-06 14:00-08', '2025-03-06 14:00-08', '2025-03-07 15:00-08', 'admit', FALSE);
INSERT INTO bed_status_periods (bed_id, began_at, ended_at, status) VALUES
(100011, '2025-03-05 12:00-08', '2025-03-05 12:30-08', 'dirty'),
(100011, '2025-03-05 12:30-08', '2025-03-05 13:10-08', 'cleaning'),
(100012, '2025-03-06 18:00-08', '2025-03-06 18:40-08', 'dirty'),
(100013, '2025-03-07 11:00-08', '2025-03-07 12:00-08', 'cleaning'),
(100032, '2025-03-03 00:00-08', NULL, 'blocked');
INSERT INTO surgeries (
    encounter_id, sequence, urgency, procedure, room_id, booked_at, planned_at, started_at, ended_at, cancelled_at,
    cancel_reason
) VALUES
(
    120001, 1, 'elective', 'Surgery', 100051, '2025-03-03 09:00-08', '2025-03-06 07:30-08', '2025-03-06 07:30-08',
    '2025-03-06 09:00-08', NULL, NULL
),
(
    50001, 1, 'emergency', 'Surgery', 100051, '2025-03-05 07:00-08', '2025-03-05 09:00-08', '2025-03-06 09:00-08',
    '2025-03-06 09:45-08', NULL, NULL
),
(
    60001, 1, 'urgent', 'Surgery', NULL, '2025-03-04 07:00-08', '2025-03-04 12:00-08', NULL, NULL,
    '2025-03-04 11:00-08', 'not needed'
);
INSERT INTO facility_transfers (
    encounter_id, attempt, direction, reason, care, mode, facility_id, other_encounter_id, requested_at, answered_at,
    accepted, departed_at, arrived_at
) VALUES
(
    85000, 1, 'out', 'higher level of care', 'cardiac surgery', 'helicopter', 103, NULL, '2025-03-05 10:00-08',
    '2025-03-05 10:30-08', FALSE, NULL, NULL
),
(
    85000, 2, 'out', 'higher level of care', 'cardiac surgery', 'helicopter', 102, NULL, '2025-03-05 10:30-08',
    '2025-03-05 11:00-08', TRUE, '2025-03-05 12:00-08', '2025-03-05 12:20-08'
),
(
    90001, 1, 'in', 'higher level of care', 'intensive care', 'critical care ambulance', NULL, 99001,
    '2025-03-04 08:00-08', '2025-03-04 08:20-08', TRUE, '2025-03-04 09:00-08', '2025-03-04 15:00-05'
),
(
    99001, 1, 'out', 'higher level of care', 'intensive care', 'critical care ambulance', NULL, 90001,
    '2025-03-04 08:00-08', '2025-03-04 08:20-08', TRUE, '2025-03-04 09:00-08', '2025-03-04 15:00-05'
),
(
    140001, 1, 'in', 'back to home hospital', 'general care', 'basic ambulance', 103, NULL, '2025-03-06 09:00-08',
    '2025-03-06 10:00-08', TRUE, '2025-03-06 13:00-08', '2025-03-06 13:55-08'
),
(
    140001, 2, 'out', 'post-acute care', 'skilled nursing', 'wheelchair van', 101, NULL, '2025-03-07 10:00-08',
    '2025-03-07 12:00-08', TRUE, '2025-03-07 15:00-08', '2025-03-07 15:30-08'
);
INSERT INTO diversions (hospital_id, began_at, ended_at, reason) VALUES
(1, '2025-03-06 20:00-08', '2025-03-06 22:00-08', 'crowding'),
(1, '2025-03-06 22:00-08', '2025-03-06 23:00-08', 'boarding'),
(1, '2025-03-08 12:00-08', NULL, 'boarding'),
(2, '2025-03-06 21:00-08', '2025-03-06 22:30-08', 'crowding');

INSERT INTO unit_hours (unit_id, hour, census, staffed_beds, boarders)
SELECT
    u.unit_id,
    n.hour,
    CASE u.care_level
        WHEN 'emergency' THEN (
            SELECT count(*)
            FROM ed_stays AS s
            JOIN encounters AS e USING (encounter_id)
            WHERE
                e.hospital_id = u.hospital_id
                AND s.arrived_at <= n.hour
                AND (s.departed_at > n.hour) IS NOT FALSE
        )
        WHEN 'operating' THEN (
            SELECT count(*)
            FROM surgeries AS s
            WHERE
                s.room_id / 100000 = u.hospital_id
                AND s.started_at <= n.hour
                AND s.ended_at > n.hour
        )
        ELSE (
            SELECT count(*)
            FROM bed_stays AS s
            JOIN beds AS b USING (bed_id)
            WHERE
                b.unit_id = u.unit_id
                AND s.entered_at <= n.hour
                AND (s.left_at > n.hour) IS NOT FALSE
        )
    END,
    u.beds - (u.care_level = 'labor')::integer,
    (
        SELECT count(*)
        FROM ed_stays AS s
        JOIN encounters AS e USING (encounter_id)
        WHERE
            u.care_level = 'emergency'
            AND e.hospital_id = u.hospital_id
            AND s.decision = 'admit'
            AND s.decision_at <= n.hour
            AND (s.departed_at > n.hour) IS NOT FALSE
    )
FROM units AS u
JOIN hospitals AS h USING (hospital_id)
CROSS JOIN LATERAL generate_series(
    timestamp '2025-03-03 00:00' AT TIME ZONE h.time_zone,
    timestamp '2025-03-09 23:00' AT TIME ZONE h.time_zone,
    interval '1 hour'
) AS n (hour);

-- The log: what the tables say, three mistakes that are cancelled a little later, and leaves and a booking.
CREATE TEMPORARY TABLE log AS
SELECT encounter_id, 'A05' AS trigger, booked_at AS occurred_at, 0 AS place, NULL::integer AS bed_id,
    NULL AS update, NULL::smallint AS esi, NULL::smallint AS score, NULL AS decision, NULL AS disposition,
    FALSE AS mistake
FROM bookings
UNION ALL
SELECT encounter_id, 'A04', registered_at, 1, NULL, NULL, NULL, NULL, NULL, NULL, FALSE
FROM encounters
WHERE registered_at IS DISTINCT FROM admitted_at
UNION ALL
SELECT encounter_id, 'A08', triaged_at, 2, NULL, 'triage', esi, early_warning_score, NULL, NULL, FALSE
FROM ed_stays
UNION ALL
SELECT encounter_id, 'A08', roomed_at, 3, station_id, 'roomed', NULL, NULL, NULL, NULL, FALSE FROM ed_stays
UNION ALL
SELECT encounter_id, 'A08', provider_at, 4, NULL, 'provider', NULL, NULL, NULL, NULL, FALSE FROM ed_stays
UNION ALL
SELECT encounter_id, 'A08', decision_at, 5, NULL, 'decision', NULL, NULL, decision, NULL, FALSE FROM ed_stays
UNION ALL
SELECT encounter_id, 'A14', decision_at, 6, NULL, NULL, NULL, NULL, NULL, NULL, FALSE
FROM ed_stays
WHERE decision = 'admit'
UNION ALL
SELECT s.encounter_id, 'A14', s.requested_at, 6, NULL, NULL, NULL, NULL, NULL, NULL, FALSE
FROM bed_stays AS s
LEFT JOIN ed_stays AS d USING (encounter_id)
WHERE s.sequence = 1 AND d.encounter_id IS NULL
UNION ALL
SELECT e.encounter_id, CASE WHEN e.admitted_at > e.registered_at THEN 'A06' ELSE 'A01' END, e.admitted_at, 7, s.bed_id,
    NULL, NULL, NULL, NULL, NULL, FALSE
FROM encounters AS e
LEFT JOIN bed_stays AS s ON e.encounter_id = s.encounter_id AND e.admitted_at = s.entered_at
UNION ALL
SELECT encounter_id, 'A15', requested_at, 8, NULL, NULL, NULL, NULL, NULL, NULL, FALSE
FROM bed_stays
WHERE sequence > 1
UNION ALL
SELECT s.encounter_id, 'A02', s.entered_at, 9, s.bed_id, NULL, NULL, NULL, NULL, NULL, FALSE
FROM bed_stays AS s
JOIN encounters AS e USING (encounter_id)
WHERE s.entered_at > e.admitted_at
UNION ALL
SELECT encounter_id, 'A16', ready_at, 10, NULL, NULL, NULL, NULL, NULL, NULL, FALSE FROM encounters
UNION ALL
SELECT encounter_id, 'A03', left_at, 11, NULL, NULL, NULL, NULL, NULL, disposition, FALSE FROM encounters
UNION ALL
SELECT encounter_id, 'A08', admitted_at, 12, NULL, 'expected discharge', NULL, NULL, NULL, NULL, FALSE FROM encounters
UNION ALL
SELECT m.encounter_id, m.trigger, m.occurred_at::timestamptz, 13, m.bed_id, NULL, NULL, NULL, NULL, m.disposition, TRUE
FROM (
    VALUES
    (10001, 'A03', '2025-03-05 11:50-08', NULL, '01'),
    (10001, 'A13', '2025-03-05 11:55-08', NULL, NULL),
    (30001, 'A06', '2025-03-05 19:50-08', NULL, NULL),
    (30001, 'A11', '2025-03-05 19:55-08', NULL, NULL),
    (40001, 'A02', '2025-03-06 12:00-08', 100012, NULL),
    (40001, 'A12', '2025-03-06 12:05-08', NULL, NULL),
    (60001, 'A21', '2025-03-05 10:00-08', NULL, NULL),
    (60001, 'A22', '2025-03-05 16:00-08', NULL, NULL),
    (60001, 'A21', '2025-03-08 10:00-08', NULL, NULL),
    (140001, 'A01', '2025-03-06 14:00-08', 100012, NULL),
    (140001, 'A11', '2025-03-06 14:00-08', NULL, NULL)
) AS m (encounter_id, trigger, occurred_at, bed_id, disposition);
DELETE FROM log WHERE occurred_at IS NULL;
-- The mistaken admission of patient 14 is before the right one, which occurs at the same second.
UPDATE log SET place = CASE trigger WHEN 'A11' THEN 6 ELSE 5 END WHERE mistake AND encounter_id = 140001;
INSERT INTO adt_events (
    event_key, trigger, hospital_id, encounter_id, bed_id, occurred_at, recorded_at, cancels, class, esi,
    early_warning_score, update, decision, disposition
)
SELECT
    l.encounter_id * 100 + row_number() OVER events,
    l.trigger,
    coalesce(e.hospital_id, 1),
    l.encounter_id,
    l.bed_id,
    l.occurred_at,
    l.occurred_at + CASE WHEN l.encounter_id = 10001 AND l.trigger = 'A04' THEN interval '3 hours' ELSE '0' END,
    CASE
        WHEN l.trigger IN ('A11', 'A12', 'A13') THEN l.encounter_id * 100 + row_number() OVER events - 1
    END,
    e.class,
    l.esi,
    l.score,
    l.update,
    l.decision,
    l.disposition
FROM log AS l
LEFT JOIN encounters AS e USING (encounter_id)
WINDOW events AS (PARTITION BY l.encounter_id ORDER BY l.occurred_at, l.place);
INSERT INTO adt_events (event_key, trigger, hospital_id, bed_id, occurred_at, recorded_at, bed_status)
SELECT
    -row_number() OVER (ORDER BY p.at, p.bed_id),
    'A20',
    1,
    p.bed_id,
    p.at,
    p.at,
    p.bed_status
FROM (
    SELECT
        bed_id,
        began_at AS at,
        CASE status WHEN 'dirty' THEN 'K' WHEN 'cleaning' THEN 'H' ELSE 'C' END AS bed_status
    FROM bed_status_periods
    UNION ALL
    SELECT
        bed_id,
        ended_at AS at,
        'U' AS bed_status
    FROM bed_status_periods
    WHERE status = 'cleaning'
) AS p;
DROP TABLE log;
