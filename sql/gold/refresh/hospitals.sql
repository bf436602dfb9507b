-- What gold knows of each hospital of silver, and how far silver has come. The version of the row in
-- changes tells later whether silver has learned something more in the meantime.

SELECT
    h.hospital_id,
    h.name,
    h.time_zone,
    c.from_at,
    c.computed_until,
    c.xmin::text AS version,
    w.recorded_at AS watermark,
    (
        SELECT min(e.registered_at)
        FROM encounters AS e
        WHERE e.hospital_id = h.hospital_id
    ) AS first_at
FROM hospitals AS h
JOIN watermarks AS w USING (hospital_id)
LEFT JOIN changes AS c USING (hospital_id)
ORDER BY h.hospital_id
