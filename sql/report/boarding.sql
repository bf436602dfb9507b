-- Hours that admitted patients waited in emergency departments for a bed, by week and by the kind of unit
-- that they waited for, with the hours of the week: boarded hours / hours = patients who waited at a time.

WITH spans AS (
    SELECT
        h.hospital_id,
        h.time_zone,
        greatest(d.start, d.today - 370)::timestamp AT TIME ZONE h.time_zone AS began_at,
        (d.today + 1)::timestamp AT TIME ZONE h.time_zone AS ended_at
    FROM hospitals AS h
    CROSS JOIN current_dataset AS d
    WHERE h.hospital_id IN (SELECT u.hospital_id FROM units AS u)
)

SELECT
    date_trunc('week', x.hour AT TIME ZONE s.time_zone)::date AS week,
    u.care_level,
    sum(x.boarders)::bigint AS boarded_hours,
    count(DISTINCT x.hour) AS hours
FROM spans AS s
JOIN units AS u ON s.hospital_id = u.hospital_id AND u.care_level NOT IN ('emergency', 'operating')
JOIN unit_hours AS x ON u.unit_id = x.unit_id AND s.began_at <= x.hour AND s.ended_at > x.hour
GROUP BY date_trunc('week', x.hour AT TIME ZONE s.time_zone), u.care_level
ORDER BY week, u.care_level
