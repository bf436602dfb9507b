-- The hospitals that have beds, the largest first.

SELECT
    h.hospital_id,
    h.name,
    h.time_zone,
    (d.today + 1)::timestamp AT TIME ZONE h.time_zone AS ends_at,
    d.start::timestamp AT TIME ZONE h.time_zone AS begins_at,
    sum(u.beds)::int AS beds
FROM hospitals AS h
JOIN units AS u USING (hospital_id)
CROSS JOIN current_dataset AS d
WHERE u.care_level NOT IN ('emergency', 'operating')
GROUP BY h.hospital_id, h.name, h.time_zone, d.today, d.start
ORDER BY beds DESC, h.hospital_id ASC
