-- One surgery begins before the encounter, one ends before it begins, one ends after the encounter, one has not ended,
-- and one is cancelled and done.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id, sequence
FROM (VALUES (10001, 1), (30001, 1), (50001, 1), (60001, 2), (120001, 1)) AS f (encounter_id, sequence);
INSERT INTO surgeries (
    encounter_id, sequence, urgency, procedure, room_id, booked_at, planned_at, started_at, ended_at, cancelled_at
)
SELECT
    s.encounter_id,
    s.sequence,
    'urgent',
    'Surgery',
    100052,
    s.started_at::timestamptz,
    s.started_at::timestamptz,
    s.started_at::timestamptz,
    s.ended_at::timestamptz,
    s.cancelled_at::timestamptz
FROM (
    VALUES
    (10001, 1, '2025-03-03 08:59:59-08', '2025-03-03 10:00-08', NULL),
    (30001, 1, '2025-03-06 10:00-08', '2025-03-06 09:00-08', NULL),
    (60001, 2, '2025-03-05 10:00-08', '2025-03-05 11:00-08', '2025-03-05 09:00-08'),
    (110001, 1, '2025-03-09 23:00-07', NULL, NULL),
    (140001, 1, '2025-03-06 14:00-08', '2025-03-06 14:00-08', NULL),
    (80001, 1, '2025-03-06 14:00-08', '2025-03-07 09:00-05', NULL)
) AS s (encounter_id, sequence, started_at, ended_at, cancelled_at);
UPDATE surgeries SET ended_at = NULL WHERE encounter_id = 50001;
UPDATE surgeries SET ended_at = '2025-03-07 11:00:01-08' WHERE encounter_id = 120001;
