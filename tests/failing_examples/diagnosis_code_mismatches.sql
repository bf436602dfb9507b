-- implies: course_code_changes

-- a visit for another condition gets the code of influenza
CREATE TEMPORARY TABLE failing AS
SELECT min(v.visit_id) AS visit_id
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE c.name <> 'Flu';
ALTER TABLE visits DROP CONSTRAINT fk_visits_condition_id_icd10_code;
UPDATE visits
SET icd10_code = (SELECT icd10_code FROM conditions WHERE name = 'Flu')
WHERE visit_id = (SELECT visit_id FROM failing);
