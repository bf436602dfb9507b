-- implies: patients_city_missing

-- one patient gets a ZIP code of another state, one a ZIP code that is not in the table
CREATE TEMPORARY TABLE failing AS
SELECT min(patient_id) AS patient_id FROM patients
UNION ALL
SELECT max(patient_id) FROM patients;
ALTER TABLE patients DROP CONSTRAINT fk_patients_zipcode_state;
UPDATE patients AS p
SET zipcode = (SELECT min(z.zipcode) FROM zip_codes AS z WHERE z.state <> p.state)
WHERE p.patient_id = (SELECT min(patient_id) FROM failing);
UPDATE patients SET zipcode = '00000' WHERE patient_id = (SELECT max(patient_id) FROM failing);
