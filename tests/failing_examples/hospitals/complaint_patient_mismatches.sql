-- A man with a complaint of women, and patients who are one day too young and one day too old. On the birthday of the
-- first age, in New York, and on the last day of the last age patients can have the complaint.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id FROM (VALUES (15000), (75000), (100001)) AS f (encounter_id);
UPDATE encounters SET complaint_id = 2 WHERE encounter_id IN (75000, 80001, 100001, 140001);
UPDATE encounters SET complaint_id = NULL WHERE encounter_id = 85000;
UPDATE patients SET date_of_birth = '2013-03-09' WHERE patient_id = 1;
UPDATE patients SET date_of_birth = '2013-03-06' WHERE patient_id = 8;
UPDATE patients SET date_of_birth = '1964-03-06' WHERE patient_id = 10;
UPDATE patients SET date_of_birth = '1964-03-07' WHERE patient_id = 14;
