CREATE TEMPORARY TABLE failing AS
SELECT hospital_id
FROM hospitals
WHERE hospital_id > 1;
UPDATE datasets
SET config = config || '{"single_hospital": true}';
