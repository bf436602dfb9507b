-- One unit has no hour in the middle, one none at the beginning, one none at the end, and one no hour at all. One has an
-- hour after today. Hospitals of 25 and 26 beds have no hours, and neither has one of 24 beds, which is allowed.
CREATE TEMPORARY TABLE failing AS
SELECT unit_id
FROM (VALUES (1002), (1003), (1004), (1005), (1007), (2001), (2002), (2003), (4001)) AS f (unit_id);
DELETE FROM unit_hours
WHERE
    (unit_id = 1002 AND hour = '2025-03-04 10:00-08')
    OR (unit_id = 1003 AND hour = '2025-03-03 00:00-08')
    OR (unit_id = 1004 AND hour = '2025-03-09 23:00-07')
    OR unit_id IN (1007, 2001, 2002, 2003);
INSERT INTO unit_hours (unit_id, hour, census, staffed_beds, boarders) VALUES (1005, '2025-03-10 00:00-07', 0, 1, 0);
INSERT INTO hospitals (
    hospital_id, name, state, zipcode, same_day_bias, late_payment_multiplier, charge_multiplier, stay_bias,
    referral_weight, time_zone
) OVERRIDING SYSTEM VALUE VALUES
(3, 'Queens General', 'NY', '10001', 0, 1, 1, 0, 1, 'America/New_York'),
(4, 'Bronx General', 'NY', '10001', 0, 1, 1, 0, 1, 'America/New_York');
INSERT INTO units (unit_id, hospital_id, department_id, name, care_level, ages, patients_per_nurse, beds)
VALUES (3001, 3, 301, 'Medicine', 'general', 'all', 4, 24), (4001, 4, 401, 'Medicine', 'general', 'all', 4, 26);
INSERT INTO beds (bed_id, unit_id, hospital_id, kind, room, label)
SELECT
    u.unit_id * 1000 + n.bed,
    u.unit_id,
    u.hospital_id,
    CASE WHEN n.bed <= u.beds THEN 'bed' ELSE 'station' END,
    n.bed::text,
    'A'
FROM (VALUES (2002, 2, 22), (3001, 3, 24), (4001, 4, 26)) AS u (unit_id, hospital_id, beds)
CROSS JOIN generate_series(1, 30) AS n (bed);
