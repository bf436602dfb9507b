-- The surgery of patient 12 begins before that of patient 5 has ended, of which nobody noted the end. One of patient 1
-- begins when another one ends, and one later.
CREATE TEMPORARY TABLE failing AS SELECT 120001 AS encounter_id, 1 AS sequence;
UPDATE surgeries SET started_at = '2025-03-06 07:00-08', ended_at = NULL WHERE encounter_id = 50001;
INSERT INTO surgeries (
    encounter_id, sequence, urgency, procedure, room_id, booked_at, planned_at, started_at, ended_at, cancelled_at
) VALUES
(
    10001, 1, 'urgent', 'Surgery', 100052, '2025-03-03 14:00-08', '2025-03-03 15:00-08', '2025-03-03 15:00-08',
    '2025-03-03 16:00-08', NULL
),
(
    10001, 2, 'urgent', 'Surgery', 100052, '2025-03-03 14:00-08', '2025-03-03 16:00-08', '2025-03-03 16:00-08',
    '2025-03-03 17:00-08', NULL
),
(
    10001, 3, 'urgent', 'Surgery', 100052, '2025-03-03 14:00-08', '2025-03-03 18:00-08', '2025-03-03 18:00-08',
    '2025-03-03 19:00-08', NULL
);
