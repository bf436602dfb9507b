-- Three units have a patient more in one hour, one of them before its first patient, and one has a patient less.
CREATE TEMPORARY TABLE failing AS
SELECT unit_id, hour
FROM (
    VALUES
    (1001, timestamptz '2025-03-05 09:00-08'), (1002, '2025-03-04 10:00-08'), (1005, '2025-03-03 05:00-08'),
    (1006, '2025-03-06 09:00-08')
) AS f (unit_id, hour);
UPDATE unit_hours
SET census = census + CASE unit_id WHEN 1002 THEN -1 ELSE 1 END
WHERE (unit_id, hour) IN (SELECT f.unit_id, f.hour FROM failing AS f);
