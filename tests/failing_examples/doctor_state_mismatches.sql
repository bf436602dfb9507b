CREATE TEMPORARY TABLE failing AS
SELECT doctor_id, hospital_id
FROM doctor_hospitals
WHERE doctor_id = (SELECT min(doctor_id) FROM doctor_hospitals);
ALTER TABLE doctor_hospitals DROP CONSTRAINT fk_doctor_hospitals_doctor_id_state;
UPDATE doctors AS d
SET state = (SELECT min(s.state) FROM states AS s WHERE s.state <> d.state)
WHERE d.doctor_id = (SELECT min(doctor_id) FROM doctor_hospitals);
