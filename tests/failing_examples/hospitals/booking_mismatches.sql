-- One is planned too far ahead, and one was booked after its day. One patient has not come, and one has come before the
-- day of the plan, which is tomorrow. Others came a day early or late, to another hospital, to another service, or are
-- other patients. A booking on the day itself, and one for tomorrow, are allowed.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id
FROM (
    VALUES (10001), (20001), (30001), (40001), (50001), (80001), (90001), (100001), (120002), (130001), (140001),
    (140002), (140004)
) AS f (encounter_id);
UPDATE bookings SET planned_for = '2025-04-07' WHERE encounter_id = 120002;
UPDATE encounters SET registered_at = '2025-03-10 08:00-07' WHERE encounter_id = 20001;
INSERT INTO bookings (encounter_id, patient_id, hospital_id, service, booked_at, planned_for, surgery) VALUES
(10001, 1, 1, 'MED', '2025-03-04 00:30-08', '2025-03-03', FALSE),
(20001, 2, 1, 'EMED', '2025-03-04 00:30-08', '2025-03-10', FALSE),
(30001, 3, 1, 'PED', '2025-03-03 00:30-08', '2025-03-04', FALSE),
(40001, 5, 1, 'OBS', '2025-03-03 00:30-08', '2025-03-06', FALSE),
(50001, 5, 1, 'SURG', '2025-03-03 00:30-08', '2025-03-04', FALSE),
(60001, 6, 1, 'PSYCH', '2025-03-03 23:30-08', '2025-03-03', FALSE),
(80001, 8, 1, 'MED', '2025-03-03 00:30-08', '2025-03-05', FALSE),
(90001, 9, 1, 'MED', '2025-03-03 00:30-08', '2025-03-04', FALSE),
(100001, 9, 1, 'MED', '2025-03-03 00:30-08', '2025-03-06', FALSE),
(130001, 13, 1, 'MED', '2025-03-03 00:30-08', '2025-03-08', FALSE),
(140001, 14, 2, 'MED', '2025-03-03 00:30-08', '2025-03-06', FALSE),
(140002, 14, 1, 'MED', '2025-03-03 00:30-08', '2025-03-09', FALSE),
(140003, 14, 1, 'MED', '2025-03-03 00:30-08', '2025-03-10', FALSE),
(140004, 14, 1, 'MED', '2025-03-12 00:30-08', '2025-03-11', FALSE);
