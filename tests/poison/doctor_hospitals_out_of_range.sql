CREATE TEMPORARY TABLE poisoned AS SELECT max(doctor_id) + 1 AS doctor_id FROM doctors;
CREATE TEMPORARY TABLE extra AS SELECT * FROM doctors LIMIT 1;
UPDATE extra SET doctor_id = (SELECT doctor_id FROM poisoned);
INSERT INTO doctors SELECT * FROM extra;
