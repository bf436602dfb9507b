-- id: census_above_beds
-- title: More patients than beds in a unit
-- severity: error
-- description: At no hour has a unit more patients, or more staffed beds, than it has beds. An emergency
--   department can have more: patients wait outside of its stations.

SELECT
    c.unit_id,
    c.hour,
    c.census,
    c.staffed_beds,
    u.beds
FROM unit_hours AS c
JOIN units AS u USING (unit_id)
WHERE
    (c.census > u.beds AND u.care_level <> 'emergency')
    OR c.staffed_beds > u.beds
ORDER BY c.unit_id, c.hour
