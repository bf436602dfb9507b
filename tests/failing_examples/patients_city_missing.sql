CREATE TEMPORARY TABLE failing AS
SELECT patient_id
FROM patients
WHERE zipcode = (SELECT min(zipcode) FROM patients);
UPDATE zip_codes SET city = ' ' WHERE zipcode = (SELECT min(zipcode) FROM patients);
