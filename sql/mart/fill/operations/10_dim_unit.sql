-- Units with the names of their departments and hospitals.

INSERT INTO dim_unit (
    unit_key,
    unit_name,
    department_name,
    unit_hospital_name,
    unit_service_name,
    care_level,
    ages,
    is_ward,
    patients_per_nurse,
    unit_beds
)
SELECT
    u.unit_id AS unit_key,
    u.name AS unit_name,
    d.name AS department_name,
    h.name AS unit_hospital_name,
    s.name AS unit_service_name,
    u.care_level,
    u.ages,
    u.care_level NOT IN ('emergency', 'operating') AS is_ward,
    u.patients_per_nurse,
    u.beds AS unit_beds
FROM units AS u
JOIN departments AS d USING (department_id)
JOIN services AS s USING (service)
JOIN hospitals AS h ON u.hospital_id = h.hospital_id
UNION ALL
SELECT
    0 AS unit_key,
    'None' AS unit_name,
    'None' AS department_name,
    'None' AS unit_hospital_name,
    'None' AS unit_service_name,
    'None' AS care_level,
    'None' AS ages,
    NULL AS is_ward,
    NULL AS patients_per_nurse,
    0 AS unit_beds
