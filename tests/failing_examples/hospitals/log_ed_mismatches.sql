-- In the log, patients have another ESI, another score, another station, another decision and another time, and one saw
-- no provider. What is missing since yesterday is not compared.
SET LOCAL TIME ZONE 'America/Los_Angeles';
CREATE TEMPORARY TABLE failing AS
SELECT f.encounter_id, f.event
FROM (
    VALUES
    (10001, 'triage'), (10001, 'triage'), (30001, 'triage'), (30001, 'triage'), (50001, 'roomed'), (50001, 'roomed'),
    (60001, 'decision'), (60001, 'decision'), (75000, 'triage'), (75000, 'triage'), (100001, 'provider')
) AS f (encounter_id, event);
UPDATE ed_stays SET esi = 2 WHERE encounter_id = 10001;
UPDATE ed_stays SET early_warning_score = 4 WHERE encounter_id = 30001;
UPDATE ed_stays SET station_id = 100003 WHERE encounter_id = 50001;
UPDATE ed_stays SET decision = 'discharge' WHERE encounter_id = 60001;
UPDATE ed_stays SET triaged_at = triaged_at + interval '1 second' WHERE encounter_id = 75000;
UPDATE ed_stays SET provider_at = '2025-03-07 12:00-08' WHERE encounter_id = 100001;
DELETE FROM adt_events WHERE encounter_id = 100001 AND update = 'provider';
UPDATE ed_stays SET departed_at = NULL, decision_at = '2025-03-08 00:00-08' WHERE encounter_id = 85000;
DELETE FROM adt_events WHERE encounter_id = 85000 AND update = 'decision';
DELETE FROM adt_events WHERE encounter_id = 110001;
