-- implies: patient_zip_state_mismatches

-- one ZIP code has only a blank as its city; one patient has a ZIP code that is not in the table
CREATE TEMPORARY TABLE failing AS
SELECT patient_id
FROM patients
WHERE zipcode = (SELECT min(zipcode) FROM patients)
UNION
SELECT max(patient_id)
FROM patients;
UPDATE zip_codes SET city = ' ' WHERE zipcode = (SELECT min(zipcode) FROM patients);
ALTER TABLE patients DROP CONSTRAINT fk_patients_zipcode_state;
UPDATE patients SET zipcode = '00000' WHERE patient_id = (SELECT max(patient_id) FROM patients);
