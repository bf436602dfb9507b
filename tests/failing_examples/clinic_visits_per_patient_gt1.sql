CREATE TEMPORARY TABLE failing AS
SELECT patient_id
FROM visits
GROUP BY patient_id
HAVING count(*) > 1;
UPDATE datasets
SET config = config || '{"population": "clinic"}';
