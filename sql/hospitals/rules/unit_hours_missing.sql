-- id: unit_hours_missing
-- title: Unit without a row for some hour
-- severity: error
-- description: Each unit has one row for each hour, from the first hour to the last one of today in the
--   hospital's time zone, the hours in which clocks change included. Only hospitals with fewer than 25
--   beds may have no hours at all.

WITH counted AS (
    SELECT hospital_id
    FROM unit_hours
    JOIN units USING (unit_id)
    UNION
    SELECT hospital_id
    FROM beds
    WHERE kind = 'bed'
    GROUP BY hospital_id
    HAVING count(*) >= 25
)

SELECT
    u.unit_id,
    min(c.hour) AS first_hour,
    max(c.hour) AS last_hour,
    count(*) AS hours
FROM units AS u
JOIN counted USING (hospital_id)
JOIN hospitals AS h USING (hospital_id)
CROSS JOIN current_dataset AS d
LEFT JOIN unit_hours AS c USING (unit_id)
GROUP BY u.unit_id, h.time_zone, d.start, d.today
HAVING
    min(c.hour) IS DISTINCT FROM d.start::timestamp AT TIME ZONE h.time_zone
    OR max(c.hour) <> (d.today + 1)::timestamp AT TIME ZONE h.time_zone - interval '1 hour'
    OR count(*) * interval '1 hour' <> max(c.hour) - min(c.hour) + interval '1 hour'
ORDER BY u.unit_id
