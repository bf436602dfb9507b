CREATE TEMPORARY TABLE failing AS
SELECT min(patient_id) AS patient_id
FROM patients
WHERE insurance_provider_id IS NULL;
ALTER TABLE patients DROP CONSTRAINT ck_patients_policy_needs_provider;
UPDATE patients SET insurance_policy_number = 'X1' WHERE patient_id = (SELECT patient_id FROM failing);
