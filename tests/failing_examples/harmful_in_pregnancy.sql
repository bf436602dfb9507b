-- implies: visits_missing_billing, visits_out_of_order, visits_outside_care, visits_before_start, visit_age_mismatches, follow_up_of_mismatches, followup_gap_gt180_days, patients_with_gt3_conditions, childbirth_visits_per_patient_gt2, same_condition_followup_doc_hosp_mismatches, course_code_changes, doctor_specialty_mismatches, doctor_weekday_mismatches, doctors_at_two_hospitals_a_day

-- The last mother gets visits with a harmful medication 281 days and 280 days before the delivery, on its day and a
-- day after it, and a visit with another medication the day before. Then comes a follow-up of the delivery.
CREATE TEMPORARY TABLE delivery AS
SELECT v.*
FROM visits AS v
JOIN conditions AS c USING (condition_id)
CROSS JOIN current_dataset AS d
WHERE c.name = 'Childbirth' AND v.follow_up_of IS NULL AND v.date_of_admission < d.today - 30
ORDER BY v.date_of_admission DESC, v.visit_id
LIMIT 1;
CREATE TEMPORARY TABLE drugs AS
SELECT DISTINCT ON (m.harmful_in_pregnancy)
    v.*,
    c.follow_up_required AS required,
    m.harmful_in_pregnancy AS harmful
FROM visits AS v
JOIN medications AS m USING (medication_id)
JOIN conditions AS c USING (condition_id)
WHERE v.follow_up_of IS NULL
ORDER BY m.harmful_in_pregnancy, v.visit_id;
CREATE TEMPORARY TABLE cases (number, days, harmful, wrong) AS
VALUES (1, -281, TRUE, FALSE), (2, -280, TRUE, TRUE), (3, -1, FALSE, FALSE), (4, 0, TRUE, TRUE), (5, 1, TRUE, FALSE);
CREATE TEMPORARY TABLE failing AS
SELECT d.patient_id * 100 + 90 + cases.number AS visit_id
FROM cases
CROSS JOIN delivery AS d
WHERE cases.wrong;
INSERT INTO visits
SELECT
    d.patient_id * 100 + 90 + cases.number, d.patient_id, d.age, g.condition_id, g.icd10_code, g.severity,
    g.treatment_id, g.medication_id, g.dosage, g.frequency, g.test_results, d.doctor_id, d.hospital_id,
    d.room_number, d.date_of_admission + cases.days,
    d.date_of_admission + cases.days + (g.date_of_discharge - g.date_of_admission), g.required, NULL
FROM cases
JOIN drugs AS g USING (harmful)
CROSS JOIN delivery AS d;
UPDATE delivery SET
    follow_up_of = visit_id,
    visit_id = patient_id * 100 + 96,
    treatment_id = (SELECT treatment_id FROM treatments WHERE name = 'Monitoring'),
    date_of_admission = date_of_discharge + 2,
    date_of_discharge = date_of_discharge + 3;
INSERT INTO visits SELECT * FROM delivery;
