-- id: bed_count_mismatches
-- title: Unit with another number of beds than it says
-- severity: error
-- description: units.beds is the number of rows of beds, stations or operating rooms that the unit has.

SELECT
    u.unit_id,
    u.beds,
    count(b.bed_id) AS counted
FROM units AS u
LEFT JOIN beds AS b USING (unit_id)
GROUP BY u.unit_id, u.beds
HAVING u.beds <> count(b.bed_id)
ORDER BY u.unit_id
