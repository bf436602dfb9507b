-- A ward has one patient too many in one hour, and one staffed bed too many in another. It may be full, and the
-- emergency department may have more patients than stations.
CREATE TEMPORARY TABLE failing AS
SELECT unit_id, hour
FROM (
    VALUES
    (1002, timestamptz '2025-03-04 10:00-08'), (1003, '2025-03-04 10:00-08'), (2001, '2025-03-04 11:00-08')
) AS f (unit_id, hour);
UPDATE unit_hours SET census = 4 WHERE unit_id = 1002 AND hour = '2025-03-04 10:00-08';
UPDATE unit_hours SET census = 3 WHERE unit_id = 1002 AND hour = '2025-03-04 11:00-08';
UPDATE unit_hours SET staffed_beds = 3 WHERE unit_id = 1003 AND hour = '2025-03-04 10:00-08';
UPDATE unit_hours SET staffed_beds = 2 WHERE unit_id = 2001 AND hour = '2025-03-04 11:00-08';
UPDATE unit_hours SET census = 4 WHERE unit_id = 1001 AND hour = '2025-03-04 10:00-08';
