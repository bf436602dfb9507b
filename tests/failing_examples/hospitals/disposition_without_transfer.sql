-- One has the disposition and no accepted transfer, one only one into the hospital, one has two, and two have one
-- without the disposition. One who is still there has one.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id
FROM (
    VALUES (10001), (30001), (40001), (50001), (75000), (85000), (99001), (100001), (140001)
) AS f (encounter_id);
UPDATE encounters SET disposition = '05' WHERE encounter_id = 10001;
UPDATE encounters SET disposition = '51' WHERE encounter_id = 30001;
UPDATE encounters SET disposition = '62' WHERE encounter_id = 40001;
UPDATE encounters SET disposition = '63' WHERE encounter_id = 75000;
UPDATE encounters SET disposition = '65' WHERE encounter_id = 50001;
UPDATE encounters SET disposition = '01' WHERE encounter_id = 99001;
UPDATE facility_transfers SET accepted = TRUE WHERE encounter_id = 85000;
UPDATE facility_transfers SET direction = 'in' WHERE encounter_id = 140001;
UPDATE encounters SET disposition = '02' WHERE encounter_id = 100001;
INSERT INTO facility_transfers (
    encounter_id, attempt, direction, reason, care, mode, facility_id, requested_at, answered_at, accepted
) VALUES
(
    100001, 1, 'out', 'capacity', 'general care', 'basic ambulance', 103, '2025-03-07 07:00-08', '2025-03-07 08:00-08',
    FALSE
),
(
    110001, 1, 'out', 'capacity', 'general care', 'basic ambulance', 103, '2025-03-09 07:00-08', '2025-03-09 08:00-08',
    TRUE
);
