-- A child of 17 in a unit for adults, and an adult in one for children. Patients on the 18th birthday, in New York, and
-- on the day before it are in the right unit. A child and an adult are in a unit for all ages.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id, sequence
FROM (VALUES (10001, 1), (120001, 1)) AS f (encounter_id, sequence);
UPDATE patients SET date_of_birth = '2007-03-04' WHERE patient_id = 1;
UPDATE bed_stays SET bed_id = 100041 WHERE encounter_id IN (40001, 120001);
UPDATE patients SET date_of_birth = '2007-03-07' WHERE patient_id = 4;
UPDATE bed_stays SET bed_id = 100011 WHERE encounter_id = 80001;
UPDATE patients SET date_of_birth = '2007-03-06' WHERE patient_id IN (8, 12);
UPDATE patients SET date_of_birth = '2016-01-01' WHERE patient_id = 9;
