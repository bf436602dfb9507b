-- Children on the day before their 18th birthday. On the birthday that is allowed, and to other places always.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id FROM (VALUES (10001), (30001), (75000), (85000)) AS f (encounter_id);
UPDATE patients
SET date_of_birth = (SELECT (e.registered_at AT TIME ZONE 'America/Los_Angeles')::date FROM encounters AS e
    WHERE e.patient_id = patients.patient_id AND e.encounter_id IN (10001, 30001, 75000, 85000, 120001, 130001))
- interval '18 years' + CASE patient_id WHEN 12 THEN interval '0 days' ELSE interval '1 day' END
WHERE patient_id IN (1, 3, 7, 8, 12, 13);
UPDATE encounters SET disposition = '03' WHERE encounter_id IN (10001, 120001);
UPDATE encounters SET disposition = '50' WHERE encounter_id = 30001;
UPDATE encounters SET disposition = '51' WHERE encounter_id = 75000;
UPDATE encounters SET disposition = '63' WHERE encounter_id = 85000;
