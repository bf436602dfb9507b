-- Three have no accepted transfer to here: none, one that was declined, one that was not answered. One has only one out.
-- One came in another way, and one before the transfer arrived.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id
FROM (VALUES (10001), (30001), (40001), (90001), (99001), (140001)) AS f (encounter_id);
UPDATE encounters SET arrival_mode = 'transfer' WHERE encounter_id IN (10001, 30001, 40001, 99001);
UPDATE encounters SET arrival_mode = 'direct' WHERE encounter_id = 90001;
UPDATE facility_transfers SET arrived_at = '2025-03-06 14:00:01-08' WHERE encounter_id = 140001 AND attempt = 1;
INSERT INTO facility_transfers (
    encounter_id, attempt, direction, reason, care, mode, facility_id, requested_at, answered_at, accepted
) VALUES
(30001, 1, 'in', 'capacity', 'general care', 'basic ambulance', 103, '2025-03-05 07:00-08', NULL, NULL),
(
    40001, 1, 'in', 'capacity', 'general care', 'basic ambulance', 103, '2025-03-05 07:00-08', '2025-03-05 08:00-08',
    FALSE
);
