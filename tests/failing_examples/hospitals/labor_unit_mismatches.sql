-- A man; a woman on the day before her 18th birthday, and one on her 51st. Women on the 18th birthday, in New York, and
-- on the day before the 51st one may be there.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id, sequence
FROM (VALUES (10001, 1), (60001, 1), (120001, 1)) AS f (encounter_id, sequence);
UPDATE bed_stays SET bed_id = 100032 WHERE encounter_id IN (10001, 60001, 80001, 120001, 140001);
UPDATE patients SET date_of_birth = '2007-03-04' WHERE patient_id = 1;
UPDATE patients SET date_of_birth = '1974-03-03' WHERE patient_id = 6;
UPDATE patients SET date_of_birth = '2007-03-06' WHERE patient_id = 8;
UPDATE patients SET date_of_birth = '1990-01-01' WHERE patient_id = 12;
UPDATE patients SET date_of_birth = '1974-03-07' WHERE patient_id = 14;
