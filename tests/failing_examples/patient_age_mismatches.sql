CREATE TEMPORARY TABLE failing AS SELECT min(patient_id) AS patient_id FROM patients WHERE age < 100;
UPDATE patients SET age = age + 1 WHERE patient_id = (SELECT patient_id FROM failing);
