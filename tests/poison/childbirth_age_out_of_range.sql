CREATE TEMPORARY TABLE mother AS
SELECT
    v.patient_id,
    (min(v.date_of_admission) - interval '51 years')::date AS date_of_birth
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE c.name = 'Childbirth'
GROUP BY v.patient_id
ORDER BY v.patient_id
LIMIT 1;
CREATE TEMPORARY TABLE poisoned AS
SELECT v.visit_id
FROM visits AS v
JOIN conditions AS c USING (condition_id)
JOIN mother USING (patient_id)
WHERE c.name = 'Childbirth';
UPDATE patients AS p
SET
    date_of_birth = mother.date_of_birth,
    age = extract(YEAR FROM age((SELECT today FROM current_dataset), mother.date_of_birth))
FROM mother
WHERE p.patient_id = mother.patient_id;
UPDATE visits AS v
SET age = extract(YEAR FROM age(v.date_of_admission, mother.date_of_birth))
FROM mother
WHERE v.patient_id = mother.patient_id;
