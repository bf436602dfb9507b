-- A cleaning that was not recorded; another status and another bed than recorded. Those since
-- yesterday are not compared.
SET LOCAL TIME ZONE 'America/Los_Angeles';
CREATE TEMPORARY TABLE failing AS
SELECT f.bed_id, f.at
FROM (
    VALUES
    (100011, timestamptz '2025-03-05 12:30-08'), (100012, '2025-03-06 18:00-08'), (100012, '2025-03-06 18:00-08'),
    (100013, '2025-03-07 11:00-08'), (100022, '2025-03-07 11:00-08')
) AS f (bed_id, at);
DELETE FROM adt_events WHERE bed_id = 100011 AND bed_status = 'H';
UPDATE bed_status_periods SET status = 'blocked' WHERE bed_id = 100012;
UPDATE bed_status_periods SET bed_id = 100022 WHERE bed_id = 100013;
INSERT INTO bed_status_periods (bed_id, began_at, status) VALUES (100013, '2025-03-08 00:00-08', 'dirty'), (100013, '2025-03-08 12:00-08', 'cleaning');
