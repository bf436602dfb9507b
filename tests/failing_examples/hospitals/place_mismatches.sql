-- Beds of the other hospital, a station in place of a bed, and beds in place of a station and of an operating room
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id, bed_id
FROM (
    VALUES (10001, 200012), (50001, 100022), (60001, 100022), (80001, 100031), (120001, 100003)
) AS f (encounter_id, bed_id);
UPDATE bed_stays SET bed_id = 200012 WHERE encounter_id = 10001;
UPDATE bed_stays SET bed_id = 100031 WHERE encounter_id = 80001;
UPDATE bed_stays SET bed_id = 100003 WHERE encounter_id = 120001;
UPDATE bed_stays SET bed_id = 100021 WHERE encounter_id = 50001 AND sequence = 4;
UPDATE ed_stays SET station_id = 100022 WHERE encounter_id = 60001;
UPDATE surgeries SET room_id = 100022 WHERE encounter_id = 50001;
