-- Acts of people from the other hospital, before the registration, after the end, and without an end. Nursing by
-- another ward, by somebody of no ward, before the patient comes to the bed, and by the last ward. Nurses elsewhere
-- than in the emergency department and the operating rooms, and a provider of a ward; one who works for several units
-- is allowed.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id, act, began_at
FROM (
    VALUES
    (10001, 'admission', timestamptz '2025-03-03 11:00-08'),
    (10001, 'nursing', '2025-03-03 13:00-08'),
    (15000, 'triage', '2025-03-08 23:29:59-08'),
    (30001, 'triage', '2025-03-05 18:05-08'),
    (50001, 'nursing', '2025-03-05 06:00-08'),
    (50001, 'operating nursing', '2025-03-06 09:00-08'),
    (60001, 'admission', '2025-03-03 17:00-08'),
    (60001, 'nursing', '2025-03-04 07:00-08'),
    (80001, 'admission', '2025-03-06 02:00-05'),
    (85000, 'emergency care', '2025-03-05 08:10-08'),
    (85000, 'emergency nursing', '2025-03-05 08:05-08'),
    (110001, 'emergency nursing', '2025-03-08 10:15-08'),
    (120001, 'nursing', '2025-03-06 09:29:59-08'),
    (120001, 'operating nursing', '2025-03-06 07:30-08'),
    (140001, 'discharge', '2025-03-07 10:00-08')
) AS f (encounter_id, act, began_at);
UPDATE shifts SET hospital_id = 2 WHERE shift_id = 12745500081;
INSERT INTO encounter_staff (encounter_id, act, began_at, ended_at, staff_id, shift_id)
VALUES (80001, 'admission', '2025-03-06 02:00-05', '2025-03-06 02:00-05', 1000083, 12745700083);
UPDATE encounter_staff
SET began_at = began_at - interval '10 minutes 1 second'
WHERE encounter_id = 15000 AND act = 'triage';
UPDATE encounter_staff
SET began_at = began_at - interval '1 second'
WHERE encounter_id = 120001 AND act = 'nursing' AND shift_id = 12745800011;
UPDATE encounter_staff
SET ended_at = ended_at + interval '1 second'
WHERE encounter_id = 85000 AND act = 'emergency nursing';
UPDATE encounter_staff SET ended_at = NULL WHERE encounter_id = 140001 AND act = 'discharge';
UPDATE encounter_staff AS a
SET shift_id = n.shift_id
FROM (
    VALUES
    (10001, 'nursing', 12745500011, 12745500021),
    (30001, 'triage', 12745700201, 12745700011),
    (50001, 'nursing', 12745600023, 12745600013),
    (50001, 'operating nursing', 12745800111, 12745800081),
    (60001, 'nursing', 12745600051, 12745600081),
    (85000, 'emergency care', 12745700071, 12745700011),
    (99001, 'emergency care', 12745600071, 12745600081),
    (110001, 'emergency nursing', 12746000062, 12746000082),
    (120001, 'operating nursing', 12745800111, 12745800061)
) AS n (encounter_id, act, old_shift_id, shift_id)
WHERE
    a.encounter_id = n.encounter_id
    AND a.act = n.act
    AND a.shift_id = n.old_shift_id;
