-- implies: hospital_zipcodes_unique

-- two hospitals of different ZIP codes have one name; two others have one name and one ZIP code, which is allowed here
CREATE TEMPORARY TABLE failing AS SELECT min(name) AS name FROM hospitals;
ALTER TABLE hospitals DROP CONSTRAINT uq_hospitals_name;
ALTER TABLE hospitals DROP CONSTRAINT uq_hospitals_zipcode;
CREATE TEMPORARY TABLE extra AS
SELECT *
FROM hospitals
WHERE name NOT IN (SELECT min(name) FROM hospitals UNION ALL SELECT max(name) FROM hospitals)
ORDER BY hospital_id
LIMIT 1;
UPDATE hospitals SET name = (SELECT name FROM failing) WHERE name = (SELECT max(name) FROM hospitals);
UPDATE extra SET hospital_id = (SELECT max(hospital_id) + 1 FROM hospitals);
INSERT INTO hospitals SELECT * FROM extra;
