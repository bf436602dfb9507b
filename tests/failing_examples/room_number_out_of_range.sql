-- rooms 0 and 2001 do not exist; rooms 1 and 2000 do
CREATE TEMPORARY TABLE chosen AS
SELECT visit_id, (ARRAY[0, 2001, 1, 2000])[row_number() OVER (ORDER BY visit_id)] AS room_number
FROM visits
ORDER BY visit_id
LIMIT 4;
CREATE TEMPORARY TABLE failing AS SELECT visit_id FROM chosen WHERE room_number IN (0, 2001);
ALTER TABLE visits DROP CONSTRAINT ck_visits_room_number;
UPDATE visits AS v SET room_number = chosen.room_number FROM chosen WHERE v.visit_id = chosen.visit_id;
