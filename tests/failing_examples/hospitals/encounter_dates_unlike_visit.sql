-- One encounter begins a day early and one a day late, in the time zone of its hospital. One ends a day late and one a
-- day early, and one has not ended. One has a night and no admission. A patient who was not admitted leaves two days
-- later, and one has not left; leaving on the next day is allowed, and so to be there at the end of today. One begins
-- after today.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id
FROM (
    VALUES (10001), (30001), (40001), (50001), (60001), (75000), (90001), (99001), (120001), (130001)
) AS f (encounter_id);
UPDATE encounters SET registered_at = '2025-03-02 22:30-08' WHERE encounter_id = 10001;
UPDATE encounters SET left_at = '2025-03-07 00:30-08' WHERE encounter_id = 30001;
UPDATE encounters SET left_at = NULL WHERE encounter_id = 50001;
UPDATE encounters SET registered_at = '2025-03-10 10:00-07', admitted_at = NULL, left_at = NULL
WHERE encounter_id = 60001;
UPDATE encounters SET registered_at = '2025-03-04 21:30-08' WHERE encounter_id = 90001;
UPDATE encounters SET left_at = NULL WHERE encounter_id = 99001;
UPDATE encounters SET admitted_at = NULL WHERE encounter_id = 120001;
UPDATE encounters SET left_at = '2025-03-09 00:30-08' WHERE encounter_id = 130001;
INSERT INTO visits (
    visit_id, patient_id, age, condition_id, icd10_code, severity, treatment_id, test_results, doctor_id, hospital_id,
    room_number, date_of_admission, date_of_discharge, follow_up_required
)
SELECT
    v.visit_id,
    v.visit_id / 100,
    1,
    1,
    'J11.1',
    'Mild',
    1,
    'Negative',
    1,
    1,
    1,
    v.admission,
    v.discharge,
    FALSE
FROM (
    VALUES
    (190, date '2025-03-08', date '2025-03-08'), (290, '2025-03-09', '2025-03-09'),
    (490, '2025-03-06', '2025-03-09'), (690, '2025-03-10', '2025-03-10'), (790, '2025-03-05', '2025-03-05'),
    (990, '2025-03-04', '2025-03-04'), (890, '2025-03-06', '2025-03-07'), (891, '2025-03-05', '2025-03-04')
) AS v (visit_id, admission, discharge);
UPDATE encounters SET visit_id = patient_id * 100 + 90
WHERE encounter_id IN (15000, 20001, 40001, 60001, 75000, 80001, 99001);
UPDATE encounters SET visit_id = 891 WHERE encounter_id = 85000;
