-- four more flu visits on the day of a flu patient's last discharge
CREATE TEMPORARY TABLE chosen AS
SELECT
    v.patient_id,
    max(v.date_of_discharge) AS day,
    max(v.visit_id) FILTER (WHERE c.name = 'Flu') AS last_flu
FROM visits AS v
JOIN conditions AS c USING (condition_id)
GROUP BY v.patient_id
HAVING bool_or(c.name = 'Flu')
ORDER BY v.patient_id
LIMIT 1;
CREATE TEMPORARY TABLE poisoned AS
SELECT patient_id, 'Flu' AS condition_name, extract(YEAR FROM day) AS calendar_year
FROM chosen;
CREATE TEMPORARY TABLE extra AS
SELECT v.*
FROM visits AS v
JOIN chosen ON v.visit_id = chosen.last_flu;
UPDATE extra SET
    date_of_admission = chosen.day,
    date_of_discharge = chosen.day,
    age = extract(YEAR FROM age(chosen.day, p.date_of_birth)),
    follow_up_required = extract(YEAR FROM age(chosen.day, p.date_of_birth)) >= 70,
    severity = 'Normal'
FROM chosen
JOIN patients AS p USING (patient_id);
UPDATE extra SET follow_up_of = visit_id, visit_id = patient_id * 100 + 96;
INSERT INTO visits SELECT * FROM extra;
UPDATE extra SET follow_up_of = visit_id, visit_id = visit_id + 1;
INSERT INTO visits SELECT * FROM extra;
UPDATE extra SET follow_up_of = visit_id, visit_id = visit_id + 1;
INSERT INTO visits SELECT * FROM extra;
UPDATE extra SET follow_up_of = visit_id, visit_id = visit_id + 1;
INSERT INTO visits SELECT * FROM extra;
INSERT INTO billing
SELECT
    v.visit_id * 100, v.visit_id, v.patient_id, v.date_of_discharge, 0, 87, 'Full', v.date_of_discharge + 30, NULL,
    CASE WHEN v.date_of_discharge + 30 > d.today THEN 'In-progress' ELSE 'Late-Unpaid' END, 87
FROM visits AS v
JOIN poisoned USING (patient_id)
CROSS JOIN current_dataset AS d
WHERE v.visit_id % 100 >= 96;
