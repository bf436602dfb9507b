-- implies: doctor_state_mismatches

-- one doctor has no hospital, another has four
CREATE TEMPORARY TABLE failing AS
SELECT max(doctor_id) + 1 AS doctor_id FROM doctors
UNION ALL
SELECT min(doctor_id) FROM doctors;
CREATE TEMPORARY TABLE extra AS SELECT * FROM doctors LIMIT 1;
UPDATE extra SET doctor_id = (SELECT max(doctor_id) FROM failing);
INSERT INTO doctors SELECT * FROM extra;
ALTER TABLE doctor_hospitals DROP CONSTRAINT fk_doctor_hospitals_hospital_id_state;
INSERT INTO doctor_hospitals (doctor_id, hospital_id, state, weekdays)
SELECT d.doctor_id, h.hospital_id, d.state, 'Sun'
FROM doctors AS d
CROSS JOIN hospitals AS h
LEFT JOIN doctor_hospitals AS w USING (doctor_id, hospital_id)
WHERE d.doctor_id = (SELECT min(doctor_id) FROM failing) AND w.doctor_id IS NULL
ORDER BY h.hospital_id
LIMIT 4 - (SELECT count(*) FROM doctor_hospitals WHERE doctor_id = (SELECT min(doctor_id) FROM failing));
