-- one patient is a year too old, one a year too young
CREATE TEMPORARY TABLE failing AS
SELECT min(patient_id) AS patient_id FROM patients WHERE age < 100
UNION ALL
SELECT max(patient_id) FROM patients WHERE age > 0;
UPDATE patients
SET age = age + CASE WHEN patient_id = (SELECT min(patient_id) FROM failing) THEN 1 ELSE -1 END
WHERE patient_id IN (SELECT patient_id FROM failing);
