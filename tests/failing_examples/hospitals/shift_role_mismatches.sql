-- Shifts with another role than the person, or than the post while they are open; of people of another team without the
-- licence; in another unit than the post, and in none. Own shifts of other teams and wards. An agency that is called
-- overtime, and the other way round. Leaders who are not nurses of a unit. Within a team, licences may differ. One is
-- promoted later.
CREATE TEMPORARY TABLE failing AS
SELECT shift_id
FROM (
    VALUES
    (12745500011), (12745500013), (12745500021), (12745500031), (12745500061), (12745500071), (12745500081),
    (12745500083), (12745600031),
    (12745700031), (12745700161), (12745700171), (12745800041), (12745800171), (12745900012),
    (12746050012)
) AS f (shift_id);
UPDATE shifts SET role = 'Physician' WHERE shift_id = 12745500011;
UPDATE shifts SET unit_id = 1003 WHERE shift_id = 12745700171;
UPDATE shifts SET staff_id = 1000081, role = 'Physician', source = 'overtime' WHERE shift_id = 12745700161;
UPDATE shifts SET role = 'Nurse manager', staff_id = NULL, source = NULL, status = 'open' WHERE shift_id = 12745800171;
UPDATE shifts SET unit_id = 1003 WHERE shift_id = 12745500013;
UPDATE shifts SET unit_id = NULL WHERE shift_id = 12745500021;
UPDATE shifts SET staff_id = 1000081, source = 'overtime' WHERE shift_id = 12745500031;
UPDATE shifts SET in_charge = TRUE WHERE shift_id IN (12745500071, 12745500081);
UPDATE shifts SET staff_id = 1000204 WHERE shift_id = 12745500061;
UPDATE posts SET unit_id = 1002 WHERE post_id = 100083;
UPDATE shifts SET unit_id = 1002 WHERE post_id = 100083;
UPDATE shifts SET staff_id = 1000081 WHERE shift_id = 12745500083;
UPDATE shifts SET source = 'own' WHERE shift_id = 12745600031;
UPDATE shifts SET source = 'agency' WHERE shift_id = 12745700031;
UPDATE shifts SET source = 'own' WHERE shift_id = 12745800041;
UPDATE shifts SET role = 'Physician' WHERE shift_id = 12745500031;
UPDATE shifts SET role = 'Nurse manager' WHERE staff_id = 1000072;
UPDATE employments SET role = 'Nurse manager' WHERE staff_id = 1000072 AND sequence = 2;
UPDATE shifts SET staff_id = 1000031, source = 'overtime' WHERE shift_id = 12745600041;
UPDATE employments SET valid_to = '2025-03-31' WHERE staff_id = 1000051 AND sequence = 2;
INSERT INTO employments (
    staff_id, sequence, hospital_id, post_id, role, fte, experience, valid_from, began_because
)
VALUES
(1000051, 3, 1, 100181, 'Nurse manager', 1, 'senior', '2025-04-01', 'promoted'),
(1900002, 1, 1, NULL, 'Registered nurse', 1, 'senior', '2025-02-01', 'agency contract');
UPDATE shifts SET role = 'Physician' WHERE shift_id = 12746050012;
UPDATE employments SET role = 'Physician' WHERE staff_id = 1900001;
UPDATE shifts SET staff_id = 1900002, source = 'overtime' WHERE shift_id = 12745900012;
INSERT INTO shifts (
    shift_id, hospital_id, post_id, staff_id, unit_id, role, shift_type, planned_start, planned_end, in_charge, source, status
)
SELECT 12746200181, 1, 100181, 1000181, 1002, role, shift_type, planned_start, planned_end, TRUE, 'float', status
FROM shifts
WHERE shift_id = 12746200011;
