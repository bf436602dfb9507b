-- Nurses required and worked in the units of each hospital, by local hour, in the last 28 days.
-- short: hours in which fewer nurses worked than the patients required.

SELECT
    u.hospital_id,
    u.unit_id,
    u.name AS unit,
    extract(HOUR FROM x.hour AT TIME ZONE h.time_zone)::integer AS hour,
    avg(x.nurses_required)::double precision AS required,
    avg(x.nurses_worked)::double precision AS worked,
    count(*) FILTER (WHERE x.nurses_worked < x.nurses_required) AS short,
    count(*) AS hours
FROM current_dataset AS d
CROSS JOIN hospitals AS h
JOIN units AS u ON h.hospital_id = u.hospital_id AND u.care_level <> 'operating'
JOIN unit_hours AS x
    ON
        u.unit_id = x.unit_id
        AND x.hour >= (d.today - 27)::timestamp AT TIME ZONE h.time_zone
        AND x.hour < (d.today + 1)::timestamp AT TIME ZONE h.time_zone
WHERE x.nurses_required > 0 AND x.nurses_worked IS NOT NULL
GROUP BY u.unit_id, extract(HOUR FROM x.hour AT TIME ZONE h.time_zone)
ORDER BY u.unit_id, hour
