CREATE TEMPORARY TABLE failing AS
SELECT visit_id
FROM visits
WHERE patient_id = (SELECT min(patient_id) FROM visits);
ALTER TABLE visits DROP CONSTRAINT fk_visits_patient_id;
DELETE FROM patients WHERE patient_id = (SELECT min(patient_id) FROM visits);
