-- One encounter has the visit of another one of the patient, and one has none five days after its end. Only four days
-- after it, or in the emergency department without a visit, that is allowed.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id FROM (VALUES (15000), (30001), (40001), (50001)) AS f (encounter_id);
UPDATE encounters SET visit_id = 102 WHERE encounter_id = 15000;
UPDATE encounters SET visit_id = 401 WHERE encounter_id = 30001;
UPDATE encounters SET left_at = '2025-03-04 23:30-08' WHERE encounter_id = 40001;
UPDATE encounters SET visit_id = NULL, left_at = '2025-03-03 12:00-08' WHERE encounter_id = 50001;
UPDATE encounters SET left_at = '2025-03-05 00:30-08' WHERE encounter_id = 100001;
UPDATE encounters SET left_at = '2025-03-03 12:00-08' WHERE encounter_id = 99001;
INSERT INTO encounters (
    encounter_id, patient_id, hospital_id, condition_id, class, arrival_mode, admission_source, service, registered_at,
    left_at, disposition
) VALUES
(44999, 4, 1, 1, 'outpatient', 'clinic', '1', 'MED', '2025-03-03 10:00-08', '2025-03-03 11:00-08', '01'),
(45000, 4, 1, 1, 'outpatient', 'clinic', '1', 'MED', '2025-03-03 12:00-08', '2025-03-03 13:00-08', '01');
INSERT INTO failing VALUES (44999);
