-- an adult becomes 17 at a visit for an adult-only condition
-- it is the patient's only visit, so that no other age changes with the date of birth
CREATE TEMPORARY TABLE failing AS
SELECT v.visit_id
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE
    c.adult_only
    AND c.name <> 'Childbirth'
    AND v.age BETWEEN 18 AND 69
    AND (SELECT count(*) FROM visits AS own WHERE own.patient_id = v.patient_id) = 1
ORDER BY v.visit_id
LIMIT 1;
UPDATE visits SET age = 17 WHERE visit_id = (SELECT visit_id FROM failing);
UPDATE patients AS p
SET
    date_of_birth = v.date_of_admission - interval '18 years' + interval '1 day',
    age = extract(YEAR FROM age(
        (SELECT today FROM current_dataset), v.date_of_admission - interval '18 years' + interval '1 day'
    ))
FROM visits AS v
JOIN failing USING (visit_id)
WHERE p.patient_id = v.patient_id;
