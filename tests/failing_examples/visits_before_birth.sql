-- one patient comes the day before the birth; another comes on the day of birth, which is allowed
-- both have only this visit, so that no other age changes with the date of birth
CREATE TEMPORARY TABLE candidates AS
SELECT min(v.visit_id) AS visit_id
FROM visits AS v
JOIN conditions AS c USING (condition_id)
GROUP BY v.patient_id
HAVING count(*) = 1 AND NOT bool_or(c.adult_only) AND max(v.age) < 70;
CREATE TEMPORARY TABLE chosen AS
SELECT min(visit_id) AS visit_id, 1 AS days FROM candidates
UNION ALL
SELECT max(visit_id), 0 FROM candidates;
CREATE TEMPORARY TABLE failing AS SELECT visit_id FROM chosen WHERE days = 1;
UPDATE visits SET age = 0 WHERE visit_id IN (SELECT visit_id FROM chosen);
ALTER TABLE patients DROP CONSTRAINT ck_patients_registered_after_birth;
UPDATE patients AS p
SET
    date_of_birth = v.date_of_admission + chosen.days,
    age = extract(YEAR FROM age((SELECT today FROM current_dataset), v.date_of_admission + chosen.days))
FROM visits AS v
JOIN chosen USING (visit_id)
WHERE p.patient_id = v.patient_id;
