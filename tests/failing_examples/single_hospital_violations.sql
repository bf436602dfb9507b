-- three hospitals were asked for
CREATE TEMPORARY TABLE failing AS
SELECT hospital_id
FROM hospitals
WHERE hospital_id > 3;
UPDATE datasets
SET config = config || '{"hospitals": 3}';
