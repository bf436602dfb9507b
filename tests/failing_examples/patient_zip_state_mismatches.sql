CREATE TEMPORARY TABLE failing AS SELECT min(patient_id) AS patient_id FROM patients;
ALTER TABLE patients DROP CONSTRAINT fk_patients_zipcode_state;
UPDATE patients AS p
SET zipcode = (SELECT min(z.zipcode) FROM zip_codes AS z WHERE z.state <> p.state)
WHERE p.patient_id = (SELECT patient_id FROM failing);
