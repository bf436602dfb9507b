INSERT INTO dim_hospital (
    hospital_key,
    hospital_name,
    hospital_zipcode,
    hospital_city,
    hospital_county,
    hospital_state,
    hospital_state_name,
    hospital_latitude,
    hospital_longitude,
    hospital_time_zone
)
SELECT
    h.hospital_id AS hospital_key,
    h.name AS hospital_name,
    h.zipcode AS hospital_zipcode,
    z.city AS hospital_city,
    coalesce(z.county, 'Unknown') AS hospital_county,
    h.state AS hospital_state,
    s.name AS hospital_state_name,
    z.latitude AS hospital_latitude,
    z.longitude AS hospital_longitude,
    h.time_zone AS hospital_time_zone
FROM hospitals AS h
JOIN zip_codes AS z USING (zipcode)
JOIN states AS s ON h.state = s.state
UNION ALL
SELECT
    0 AS hospital_key,
    'None' AS hospital_name,
    'None' AS hospital_zipcode,
    'None' AS hospital_city,
    'None' AS hospital_county,
    'None' AS hospital_state,
    'None' AS hospital_state_name,
    NULL AS hospital_latitude,
    NULL AS hospital_longitude,
    'None' AS hospital_time_zone
