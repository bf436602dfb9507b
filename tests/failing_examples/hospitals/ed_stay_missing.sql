-- Nobody saw one patient who walked in, one who came by ambulance, and one of class emergency. One with an appointment
-- was in the emergency department.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id
FROM (VALUES (10001), (15000), (50001), (120001), (130001), (140001)) AS f (encounter_id);
DELETE FROM ed_stays WHERE encounter_id IN (10001, 15000, 50001);
UPDATE encounters SET arrival_mode = 'transfer' WHERE encounter_id = 15000;
UPDATE encounters SET class = 'emergency' WHERE encounter_id = 140001;
INSERT INTO ed_stays (encounter_id, arrived_at)
SELECT encounter_id, registered_at FROM encounters WHERE encounter_id IN (90001, 120001, 130001);
UPDATE encounters SET arrival_mode = 'direct' WHERE encounter_id = 30001;
INSERT INTO failing VALUES (30001);
