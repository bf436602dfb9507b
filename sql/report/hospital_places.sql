-- Where hospitals are, with their visits.
WITH counts AS (
    SELECT
        hospital_id,
        count(*) AS visits
    FROM visits
    GROUP BY hospital_id
)

SELECT
    h.hospital_id,
    h.name AS hospital,
    h.state,
    z.city || ', ' || h.state AS town,
    z.longitude,
    z.latitude,
    coalesce(c.visits, 0) AS visits
FROM hospitals AS h
JOIN zip_codes AS z USING (zipcode)
LEFT JOIN counts AS c USING (hospital_id)
ORDER BY coalesce(c.visits, 0) DESC, h.hospital_id
