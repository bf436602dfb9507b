-- implies: followup_gap_gt180_days, doctor_weekday_mismatches

-- a mother gets follow-ups on the day of her last discharge, until she has three childbirth visits
CREATE TEMPORARY TABLE failing AS
SELECT v.patient_id
FROM visits AS v
JOIN conditions AS c USING (condition_id)
GROUP BY v.patient_id
HAVING bool_or(c.name = 'Childbirth') AND max(v.age) < 50
ORDER BY v.patient_id
LIMIT 1;
CREATE TEMPORARY TABLE extra AS
SELECT v.*
FROM visits AS v
JOIN failing USING (patient_id)
JOIN conditions AS c USING (condition_id)
WHERE c.name = 'Childbirth'
ORDER BY v.visit_id DESC
LIMIT 1;
UPDATE extra SET
    visit_id = extra.patient_id * 100 + 98,
    follow_up_of = extra.visit_id,
    date_of_admission = final.day,
    date_of_discharge = final.day,
    age = extract(YEAR FROM age(final.day, final.date_of_birth)),
    severity = 'Normal',
    treatment_id = (SELECT treatment_id FROM treatments WHERE name = 'Monitoring')
FROM (
    SELECT max(v.date_of_discharge) AS day, p.date_of_birth
    FROM visits AS v
    JOIN patients AS p USING (patient_id)
    JOIN failing USING (patient_id)
    GROUP BY p.date_of_birth
) AS final;
INSERT INTO visits SELECT * FROM extra;
UPDATE extra SET follow_up_of = visit_id, visit_id = visit_id + 1;
INSERT INTO visits
SELECT extra.*
FROM extra
WHERE (SELECT count(*) FROM visits AS v JOIN extra USING (patient_id, condition_id)) < 3;
INSERT INTO billing
SELECT
    v.visit_id * 100, v.visit_id, v.patient_id, l.day, 0, 87, 'Full', l.day + 30, NULL,
    CASE WHEN l.day + 30 > d.today THEN 'In-progress' ELSE 'Late-Unpaid' END, 87,
    (SELECT p.insurance_provider_id FROM patients AS p WHERE p.patient_id = v.patient_id)
FROM visits AS v
JOIN failing USING (patient_id)
CROSS JOIN current_dataset AS d
CROSS JOIN LATERAL (
    SELECT max(b.billing_date) AS day FROM billing AS b WHERE b.patient_id = v.patient_id
) AS l
WHERE v.visit_id % 100 >= 98;
