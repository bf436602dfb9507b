-- an uninsured patient is there twice, so that no policy number is
CREATE TEMPORARY TABLE failing AS
SELECT min(patient_id) AS patient_id
FROM patients
WHERE insurance_policy_number IS NULL;
ALTER TABLE patients DROP CONSTRAINT pk_patients CASCADE;
INSERT INTO patients SELECT p.* FROM patients AS p JOIN failing USING (patient_id);
