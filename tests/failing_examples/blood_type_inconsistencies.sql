-- implies: patients_unique_ids

-- one patient is there twice with two blood types; another is there twice with one, which is allowed here
-- both are uninsured, so that no policy number is there twice
CREATE TEMPORARY TABLE failing AS
SELECT min(patient_id) AS patient_id
FROM patients
WHERE insurance_policy_number IS NULL;
ALTER TABLE patients DROP CONSTRAINT pk_patients CASCADE;
CREATE TEMPORARY TABLE extra AS
SELECT *
FROM patients
WHERE patient_id IN (SELECT patient_id FROM failing) OR patient_id = (
    SELECT max(patient_id) FROM patients WHERE insurance_policy_number IS NULL
);
UPDATE extra
SET blood_type = CASE blood_type WHEN 'O+' THEN 'A+' ELSE 'O+' END
WHERE patient_id IN (SELECT patient_id FROM failing);
INSERT INTO patients SELECT * FROM extra;
