-- An emergency department has a boarder more in two hours, one of them before the first real one, and one less in
-- another hour. Boarders of other units are not compared.
CREATE TEMPORARY TABLE failing AS
SELECT unit_id, hour
FROM (
    VALUES
    (1001, timestamptz '2025-03-03 05:00-08'), (1001, '2025-03-03 12:00-08'), (1001, '2025-03-05 09:00-08')
) AS f (unit_id, hour);
UPDATE unit_hours SET boarders = boarders + 1 WHERE hour = '2025-03-03 05:00-08' AND unit_id IN (1001, 1002);
UPDATE unit_hours SET boarders = 0 WHERE hour = '2025-03-03 12:00-08' AND unit_id = 1001;
UPDATE unit_hours SET boarders = boarders + 1 WHERE hour = '2025-03-05 09:00-08' AND unit_id = 1001;
