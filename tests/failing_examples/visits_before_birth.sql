CREATE TEMPORARY TABLE failing AS
SELECT min(v.visit_id) AS visit_id
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE NOT c.adult_only AND v.age < 70
GROUP BY v.patient_id
HAVING count(*) = (SELECT count(*) FROM visits AS own WHERE own.patient_id = v.patient_id) AND count(*) = 1
ORDER BY 1
LIMIT 1;
UPDATE visits SET age = 0 WHERE visit_id = (SELECT visit_id FROM failing);
UPDATE patients AS p
SET
    date_of_birth = v.date_of_admission + 1,
    age = extract(YEAR FROM age((SELECT today FROM current_dataset), v.date_of_admission + 1))
FROM visits AS v
JOIN failing USING (visit_id)
WHERE p.patient_id = v.patient_id;
