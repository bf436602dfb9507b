-- implies: doctor_specialty_mismatches, doctor_weekday_mismatches

-- an adult comes for new conditions on the day of the last discharge, until there are four
CREATE TEMPORARY TABLE failing AS
SELECT patient_id
FROM visits
GROUP BY patient_id
HAVING min(age) >= 18
ORDER BY patient_id
LIMIT 1;
CREATE TEMPORARY TABLE extra AS
SELECT
    own.patient_id * 100 + 90 + row_number() OVER (ORDER BY c.condition_id) AS visit_id,
    own.patient_id,
    extract(YEAR FROM age(own.date_of_discharge, p.date_of_birth)) AS age,
    c.condition_id,
    c.icd10_code,
    'Normal' AS severity,
    r.treatment_id,
    NULL::smallint AS medication_id,
    NULL AS dosage,
    NULL AS frequency,
    'Negative' AS test_results,
    own.doctor_id,
    own.hospital_id,
    own.room_number,
    own.date_of_discharge AS date_of_admission,
    own.date_of_discharge,
    own.age >= 70 AS follow_up_required,
    NULL::bigint AS follow_up_of
FROM (
    SELECT v.*
    FROM visits AS v
    JOIN failing USING (patient_id)
    ORDER BY v.visit_id DESC
    LIMIT 1
) AS own
JOIN patients AS p USING (patient_id)
CROSS JOIN conditions AS c
JOIN condition_treatments AS r ON c.condition_id = r.condition_id AND r.role = 'secondary'
WHERE
    c.name IN ('High blood pressure', 'Flu', 'Migraine', 'Allergies')
    AND c.condition_id NOT IN (SELECT v.condition_id FROM visits AS v JOIN failing USING (patient_id))
LIMIT 4 - (SELECT count(DISTINCT v.condition_id) FROM visits AS v JOIN failing USING (patient_id));
UPDATE extra SET follow_up_required = age >= 70;
INSERT INTO visits SELECT * FROM extra;
INSERT INTO billing
SELECT
    v.visit_id * 100, v.visit_id, v.patient_id, l.day, 0, 87, 'Full', l.day + 30, NULL,
    CASE WHEN l.day + 30 > d.today THEN 'In-progress' ELSE 'Late-Unpaid' END, 87,
    (SELECT p.insurance_provider_id FROM patients AS p WHERE p.patient_id = v.patient_id)
FROM extra AS v
CROSS JOIN current_dataset AS d
CROSS JOIN LATERAL (
    SELECT max(b.billing_date) AS day FROM billing AS b WHERE b.patient_id = v.patient_id
) AS l;
