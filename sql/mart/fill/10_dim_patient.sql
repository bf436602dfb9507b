INSERT INTO dim_patient (
    patient_key,
    birth_date,
    registered_date,
    left_date,
    death_date,
    patient_latitude,
    patient_longitude,
    patient_gender,
    patient_blood_type,
    patient_state,
    patient_zipcode,
    patient_name,
    patient_state_name,
    patient_city,
    patient_county
)
SELECT
    p.patient_id AS patient_key,
    p.date_of_birth AS birth_date,
    p.registered_on AS registered_date,
    p.left_on AS left_date,
    p.date_of_death AS death_date,
    z.latitude AS patient_latitude,
    z.longitude AS patient_longitude,
    p.gender AS patient_gender,
    p.blood_type AS patient_blood_type,
    p.state AS patient_state,
    p.zipcode AS patient_zipcode,
    p.first_name || ' ' || p.last_name AS patient_name,
    s.name AS patient_state_name,
    z.city AS patient_city,
    coalesce(z.county, 'Unknown') AS patient_county
FROM patients AS p
JOIN zip_codes AS z USING (zipcode)
JOIN states AS s ON p.state = s.state
UNION ALL
SELECT
    0 AS patient_key,
    NULL AS birth_date,
    NULL AS registered_date,
    NULL AS left_date,
    NULL AS death_date,
    NULL AS patient_latitude,
    NULL AS patient_longitude,
    'None' AS patient_gender,
    'None' AS patient_blood_type,
    'None' AS patient_state,
    'None' AS patient_zipcode,
    'None' AS patient_name,
    'None' AS patient_state_name,
    'None' AS patient_city,
    'None' AS patient_county
