-- In the log, patients enter another bed, enter it at another time or not at all, and ask for one at another time. A move
-- that was cancelled counts in place of the right one. What is missing since yesterday is not compared, nor is a request
-- that was asked twice.
SET LOCAL TIME ZONE 'America/Los_Angeles';
CREATE TEMPORARY TABLE failing AS
SELECT f.encounter_id, f.event
FROM (
    VALUES
    (10001, 'entered'), (10001, 'entered'), (30001, 'requested'), (40001, 'entered'), (50001, 'entered'),
    (50001, 'requested'), (60001, 'entered'), (60001, 'requested'), (80001, 'entered'), (90001, 'entered'), (140001, 'requested')
) AS f (encounter_id, event);
UPDATE bed_stays SET bed_id = 100012 WHERE encounter_id = 10001;
UPDATE bed_stays SET requested_at = requested_at + interval '1 second' WHERE encounter_id = 30001;
DELETE FROM adt_events WHERE encounter_id = 40001 AND trigger = 'A12';
DELETE FROM adt_events
WHERE event_key IN (
    SELECT max(e.event_key) FROM adt_events AS e
    WHERE e.encounter_id = 50001 AND e.trigger IN ('A02', 'A15') GROUP BY e.trigger
);
DELETE FROM adt_events WHERE encounter_id = 90001 AND trigger = 'A01';
DELETE FROM adt_events WHERE encounter_id = 140001 AND trigger = 'A14';
UPDATE adt_events
SET trigger = 'A06', bed_id = 100061
WHERE encounter_id = 60001 AND trigger = 'A14';
UPDATE adt_events
SET occurred_at = '2025-03-07 12:00-08', bed_id = 200012
WHERE encounter_id = 80001 AND trigger = 'A06';
INSERT INTO bed_stays (encounter_id, sequence, bed_id, service, requested_at, entered_at, reason, outlier)
VALUES (130001, 1, 100012, 'MED', '2025-03-08 00:00-08', '2025-03-08 12:00-08', 'admit', FALSE);
