-- Three cancel events of a wrong kind, four cancel nothing, and one is no cancelling event. One cancels an event of
-- another encounter, one an event that was recorded later, and one an event that is already cancelled. Another one
-- cancels an event of the same second, which is allowed.
CREATE TEMPORARY TABLE failing AS
SELECT f.event_key::bigint
FROM (
    VALUES (1500090), (1500091), (1500092), (1500093), (3000192), (5000191), (5000192), (5000193), (6000191), (12000191),
    (-999993), (13000191)
) AS f (event_key);
INSERT INTO adt_events (event_key, trigger, hospital_id, encounter_id, occurred_at, recorded_at, cancels)
SELECT
    f.event_key,
    f.trigger,
    1,
    f.event_key / 100,
    '2025-03-09 23:00-07'::timestamptz,
    '2025-03-09 23:00-07'::timestamptz,
    (
        SELECT min(e.event_key)
        FROM adt_events AS e
        WHERE e.encounter_id = f.of_encounter AND e.trigger = f.of_trigger
    )
FROM (
    VALUES
    (1500090, 'A11', 15000, 'A03'),
    (1500091, 'A12', 15000, 'A04'),
    (1500092, 'A13', 15000, 'A08'),
    (1500093, 'A16', 15000, 'A08'),
    (3000191, 'A13', 30001, 'A03'),
    (3000192, 'A13', 30001, 'A03'),
    (5000191, 'A11', NULL, NULL),
    (5000192, 'A12', NULL, NULL),
    (5000193, 'A13', NULL, NULL),
    (5000194, 'A13', 50001, 'A03'),
    (6000191, 'A11', 50001, 'A06'),
    (12000191, 'A12', 120001, 'A02')
) AS f (event_key, trigger, of_encounter, of_trigger);
INSERT INTO adt_events (event_key, trigger, hospital_id, occurred_at, recorded_at, cancels) VALUES
(-999993, 'A13', 1, '2025-03-09 23:00-07', '2025-03-09 23:00-07', NULL),
(-999994, 'A03', 1, '2025-03-09 22:00-07', '2025-03-09 22:00-07', NULL);
INSERT INTO adt_events (event_key, trigger, hospital_id, encounter_id, occurred_at, recorded_at, cancels)
VALUES (13000191, 'A13', 1, 130001, '2025-03-09 23:00-07', '2025-03-09 23:00-07', -999994);
UPDATE adt_events SET recorded_at = '2025-03-09 23:00:01-07' WHERE encounter_id = 120001 AND trigger = 'A02';
UPDATE adt_events SET recorded_at = '2025-03-09 23:00-07' WHERE encounter_id = 50001 AND trigger = 'A03';
