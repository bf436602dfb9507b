CREATE TEMPORARY TABLE failing AS SELECT min(patient_id) AS patient_id FROM patients;
ALTER TABLE patients DROP CONSTRAINT pk_patients CASCADE;
INSERT INTO patients SELECT p.* FROM patients AS p JOIN failing USING (patient_id);
