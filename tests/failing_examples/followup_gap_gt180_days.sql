-- implies: doctor_weekday_mismatches

-- one patient's first visit moves back, so that the follow-up comes 181 days after it
-- another comes back after 180 days, which is allowed
CREATE TEMPORARY TABLE candidates AS
SELECT
    v.visit_id,
    f.visit_id AS follow_up_id,
    f.date_of_admission - v.date_of_discharge AS days,
    row_number() OVER (ORDER BY v.visit_id) AS place
FROM visits AS v
JOIN visits AS f ON v.visit_id = f.follow_up_of
JOIN patients AS p ON v.patient_id = p.patient_id
JOIN conditions AS c ON v.condition_id = c.condition_id
CROSS JOIN current_dataset AS d
WHERE
    v.visit_id = v.patient_id * 100 + 1
    AND c.name NOT IN ('Flu', 'Pneumonia')
    AND v.date_of_admission - 181 >= greatest(d.start, p.date_of_birth)
    AND extract(YEAR FROM age(v.date_of_admission - 181, p.date_of_birth)) = v.age;
CREATE TEMPORARY TABLE chosen AS
SELECT visit_id, follow_up_id, 180 + CASE place WHEN 1 THEN 1 ELSE 0 END - days AS back, place FROM candidates WHERE place <= 2;
CREATE TEMPORARY TABLE failing AS SELECT follow_up_id AS visit_id FROM chosen WHERE place = 1;
UPDATE visits AS v
SET date_of_admission = date_of_admission - back, date_of_discharge = date_of_discharge - back
FROM chosen
WHERE v.visit_id = chosen.visit_id;
UPDATE patients AS p
SET registered_on = least(p.registered_on, v.date_of_admission)
FROM visits AS v
JOIN chosen USING (visit_id)
WHERE p.patient_id = v.patient_id;
UPDATE billing AS b
SET
    billing_date = b.billing_date - back,
    payment_plan = 'Full',
    expected_payment_date = b.billing_date - back + 30,
    actual_payment_date = NULL,
    payment_status = 'Late-Unpaid'
FROM chosen
WHERE b.visit_id = chosen.visit_id;
