-- implies: hospital_state_mismatch

CREATE TEMPORARY TABLE failing AS SELECT min(zipcode) AS zipcode FROM hospitals;
ALTER TABLE hospitals DROP CONSTRAINT uq_hospitals_zipcode;
ALTER TABLE hospitals DROP CONSTRAINT fk_hospitals_zipcode_state;
UPDATE hospitals
SET zipcode = (SELECT zipcode FROM failing)
WHERE zipcode = (SELECT max(zipcode) FROM hospitals);
