CREATE TEMPORARY TABLE failing AS SELECT min(name) AS name FROM hospitals;
ALTER TABLE hospitals DROP CONSTRAINT uq_hospitals_name;
UPDATE hospitals SET name = (SELECT name FROM failing) WHERE name = (SELECT max(name) FROM hospitals);
