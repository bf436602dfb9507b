-- One begins before an earlier one has ended, one before an earlier one of which nobody noted the end.
CREATE TEMPORARY TABLE failing AS
SELECT hospital_id, began_at
FROM (
    VALUES (1, timestamptz '2025-03-09 12:00-07'), (2, '2025-03-06 22:29:59-08')
) AS f (hospital_id, began_at);
INSERT INTO diversions (hospital_id, began_at, ended_at, reason) VALUES
(1, '2025-03-09 12:00-07', NULL, 'crowding'),
(2, '2025-03-06 22:29:59-08', NULL, 'crowding');
