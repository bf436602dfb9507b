-- Patient 11 enters a bed that is being cleaned, patient 4 one that is blocked. Patient 14 enters one when its cleaning
-- ends, which is allowed.
CREATE TEMPORARY TABLE failing AS
SELECT bed_id, began_at
FROM (
    VALUES (100013, timestamptz '2025-03-08 15:00-08'), (100032, '2025-03-06 02:00-08')
) AS f (bed_id, began_at);
INSERT INTO bed_status_periods (bed_id, began_at, ended_at, status)
VALUES (100013, '2025-03-08 14:00-08', '2025-03-08 15:00:01-08', 'cleaning');
UPDATE bed_stays SET bed_id = 100032 WHERE encounter_id = 40001;
UPDATE bed_status_periods SET ended_at = '2025-03-06 14:00-08' WHERE bed_id = 100011 AND status = 'cleaning';
