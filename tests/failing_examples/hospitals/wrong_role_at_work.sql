-- A surgeon does triage, a physician operates, a charge nurse without licence nurses, and one with the licence, too.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id, act, began_at
FROM encounter_staff
WHERE
    (encounter_id = 10001 AND act = 'triage')
    OR (encounter_id = 50001 AND act = 'surgery')
    OR shift_id IN (12745500011, 12745600011);
UPDATE encounter_staff SET shift_id = 12745500121 WHERE encounter_id = 10001 AND act = 'triage';
UPDATE encounter_staff SET shift_id = 12745800081 WHERE encounter_id = 50001 AND act = 'surgery';
INSERT INTO roles (role, staff_group, licence, min_age, is_nurse)
VALUES
('Charge nurse', 'nursing', NULL, 26, TRUE), ('Nurse practitioner', 'nursing', 'RN', 26, FALSE),
('Nurse anesthetist', 'nursing', 'CRNA', 28, FALSE);
UPDATE shifts SET role = 'Charge nurse' WHERE shift_id = 12745500011;
UPDATE shifts SET role = 'Nurse practitioner' WHERE shift_id = 12745600011;
UPDATE shifts SET role = 'Nurse anesthetist' WHERE shift_id = 12745800131;
