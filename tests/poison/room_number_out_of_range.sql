CREATE TEMPORARY TABLE poisoned AS SELECT min(visit_id) AS visit_id FROM visits;
ALTER TABLE visits DROP CONSTRAINT ck_visits_room_number;
UPDATE visits SET room_number = 2001 WHERE visit_id = (SELECT visit_id FROM poisoned);
