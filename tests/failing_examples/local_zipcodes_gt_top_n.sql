-- implies: hospital_state_mismatch, doctor_state_mismatches

-- the hospitals of one state get the state of others, so this state has patients but no hospital
CREATE TEMPORARY TABLE failing AS
SELECT DISTINCT zipcode
FROM patients
WHERE state > (SELECT min(h.state) FROM hospitals AS h)
ORDER BY zipcode
OFFSET 2;
ALTER TABLE hospitals DROP CONSTRAINT fk_hospitals_zipcode_state;
ALTER TABLE doctor_hospitals DROP CONSTRAINT fk_doctor_hospitals_hospital_id_state;
UPDATE hospitals SET state = (SELECT max(h.state) FROM hospitals AS h)
WHERE state = (SELECT min(h.state) FROM hospitals AS h);
UPDATE datasets
SET config = config || '{"single_hospital": true, "local_top_n": 2}';
