-- One stay for each pair of times, one that has not ended although the patient has left, and one of a patient who was
-- not admitted
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id, sequence
FROM (
    VALUES (10001, 1), (30001, 1), (40001, 1), (50001, 1), (50001, 2), (50001, 4), (90001, 1), (110001, 1)
) AS f (encounter_id, sequence);
UPDATE bed_stays SET requested_at = '2025-03-03 08:59:59-08' WHERE encounter_id = 10001;
UPDATE bed_stays SET requested_at = '2025-03-05 21:00:01-08' WHERE encounter_id = 30001;
UPDATE encounters SET admitted_at = '2025-03-06 02:00:01-08' WHERE encounter_id = 40001;
UPDATE bed_stays SET left_at = entered_at - interval '1 second' WHERE encounter_id = 50001 AND sequence = 1;
UPDATE bed_stays SET left_at = entered_at WHERE encounter_id = 50001 AND sequence = 3;
UPDATE bed_stays SET left_at = NULL WHERE encounter_id = 50001 AND sequence = 2;
UPDATE bed_stays SET left_at = left_at + interval '1 second' WHERE encounter_id = 50001 AND sequence = 4;
UPDATE encounters SET left_at = left_at - interval '1 second' WHERE encounter_id = 90001;
UPDATE encounters SET admitted_at = NULL WHERE encounter_id = 110001;
