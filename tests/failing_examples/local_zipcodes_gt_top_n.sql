-- implies: single_hospital_violations

CREATE TEMPORARY TABLE failing AS
SELECT h.hospital_id
FROM hospitals AS h
JOIN patients AS p USING (state)
GROUP BY h.hospital_id
HAVING count(DISTINCT p.zipcode) > 1;
UPDATE datasets
SET config = config || '{"single_hospital": true, "local_top_n": 1}';
