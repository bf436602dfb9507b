-- One comes on the day before the registration with the practice, one on the day after leaving it, and one stays two days
-- longer; a day longer is allowed.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id FROM (VALUES (10001), (120001), (130001)) AS f (encounter_id);
UPDATE patients SET registered_on = '2025-03-04' WHERE patient_id IN (1, 5);
UPDATE patients SET left_on = '2025-03-06' WHERE patient_id IN (12, 13, 14);
UPDATE encounters SET left_at = '2025-03-08 00:30-08' WHERE encounter_id = 120001;
