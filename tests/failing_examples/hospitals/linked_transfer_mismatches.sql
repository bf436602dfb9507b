-- The legs are of two patients or at one hospital. Other ones begin before the earlier one has ended.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id, attempt
FROM (
    VALUES (10001, 1), (50001, 1), (85000, 2), (110001, 1), (120001, 1), (130001, 1)
) AS f (encounter_id, attempt);
INSERT INTO facility_transfers (
    encounter_id, attempt, direction, reason, care, mode, other_encounter_id, requested_at
)
SELECT
    f.encounter_id,
    1,
    f.direction,
    'capacity',
    'general care',
    'basic ambulance',
    f.other_encounter_id,
    timestamptz '2025-03-03 10:00-08'
FROM (
    VALUES
    (10001, 'out', 90001), (130001, 'in', 90001), (50001, 'out', 100001), (110001, 'out', 90001),
    (120001, 'in', 90001)
) AS f (encounter_id, direction, other_encounter_id);
UPDATE encounters SET patient_id = 9, left_at = '2025-03-04 15:00:01-05' WHERE encounter_id = 110001;
UPDATE encounters SET patient_id = 9, registered_at = '2025-03-06 09:59:59-05' WHERE encounter_id = 120001;
UPDATE encounters SET patient_id = 5 WHERE encounter_id = 100001;
UPDATE encounters SET left_at = '2025-03-04 06:00-05' WHERE encounter_id = 10001;
UPDATE encounters SET hospital_id = 1, patient_id = 5, left_at = '2025-03-06 20:00-08' WHERE encounter_id = 50001;
UPDATE facility_transfers SET other_encounter_id = 99001, facility_id = NULL WHERE encounter_id = 85000 AND attempt = 2;
UPDATE encounters SET patient_id = 9, left_at = '2025-03-04 06:00-08' WHERE encounter_id = 85000;
UPDATE encounters SET left_at = '2025-03-04 15:00-05' WHERE encounter_id = 99001;
