-- implies: hospital_zipcodes_unique, hospitals_with_multiple_zipcodes, hospital_state_mismatch, doctor_state_mismatches, patient_state_differs_from_hospital_state

-- all hospitals are as asked for, but one has another name, one another state, and one another ZIP code
CREATE TEMPORARY TABLE failing AS
SELECT hospital_id
FROM hospitals
WHERE hospital_id > 1
ORDER BY hospital_id
LIMIT 3;
ALTER TABLE hospitals DROP CONSTRAINT uq_hospitals_name;
ALTER TABLE hospitals DROP CONSTRAINT uq_hospitals_zipcode;
ALTER TABLE hospitals DROP CONSTRAINT fk_hospitals_zipcode_state;
ALTER TABLE doctor_hospitals DROP CONSTRAINT fk_doctor_hospitals_hospital_id_state;
UPDATE datasets
SET config = config || (
    SELECT
        jsonb_build_object('hospital_name', name, 'hospital_state', state, 'hospital_zipcode', zipcode)
    FROM hospitals
    WHERE hospital_id = 1
);
UPDATE hospitals AS h SET name = asked.name, state = asked.state, zipcode = asked.zipcode
FROM hospitals AS asked
WHERE asked.hospital_id = 1;
UPDATE hospitals SET name = name || '?' WHERE hospital_id = (SELECT min(hospital_id) FROM failing);
UPDATE hospitals AS h SET state = (SELECT min(s.state) FROM states AS s WHERE s.state <> h.state)
WHERE h.hospital_id = (SELECT min(hospital_id) + 1 FROM failing);
UPDATE hospitals SET zipcode = '00000' WHERE hospital_id = (SELECT max(hospital_id) FROM failing);
