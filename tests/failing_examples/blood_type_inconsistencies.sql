-- implies: patients_unique_ids

CREATE TEMPORARY TABLE failing AS SELECT min(patient_id) AS patient_id FROM patients;
ALTER TABLE patients DROP CONSTRAINT pk_patients CASCADE;
CREATE TEMPORARY TABLE extra AS SELECT p.* FROM patients AS p JOIN failing USING (patient_id);
UPDATE extra SET blood_type = CASE blood_type WHEN 'O+' THEN 'A+' ELSE 'O+' END;
INSERT INTO patients SELECT * FROM extra;
