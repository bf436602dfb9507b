-- id: room_number_out_of_range
-- title: Room that does not exist
-- severity: error
-- description: Rooms have the numbers 1 to 2000.

SELECT
    visit_id,
    room_number
FROM visits
WHERE room_number NOT BETWEEN 1 AND 2000
ORDER BY visit_id
