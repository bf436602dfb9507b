-- The usual number of patients in the emergency department in each of the next 24 hours: the mean of the last
-- 56 days.

SELECT
    u.unit_id,
    g.ahead,
    avg(x.census)::double precision AS patients
FROM briefing_as_of AS w
JOIN units AS u ON w.hospital_id = u.hospital_id AND u.care_level = 'emergency'
CROSS JOIN generate_series(0, 23) AS g (ahead)
CROSS JOIN generate_series(1, 56) AS d (days)
JOIN unit_hours AS x
    ON
        u.unit_id = x.unit_id
        AND x.hour = date_trunc('hour', w.as_of - interval '1 second')
        + (g.ahead + 1) * interval '1 hour' - d.days * interval '24 hours'
        AND w.as_of > x.hour
GROUP BY u.unit_id, g.ahead
ORDER BY u.unit_id, g.ahead
