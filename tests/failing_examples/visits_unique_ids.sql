-- implies: follow_up_of_mismatches, visits_out_of_order

CREATE TEMPORARY TABLE failing AS
SELECT min(v.visit_id) AS visit_id
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE c.name NOT IN ('Flu', 'Pneumonia', 'Heart disease', 'Childbirth');
ALTER TABLE visits DROP CONSTRAINT pk_visits CASCADE;
ALTER TABLE visits DROP CONSTRAINT uq_visits_patient_id_visit_id CASCADE;
INSERT INTO visits SELECT v.* FROM visits AS v JOIN failing USING (visit_id);
