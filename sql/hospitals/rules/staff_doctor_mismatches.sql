-- id: staff_doctor_mismatches
-- title: Person unlike the doctor of visits who they are
-- severity: error
-- description: A doctor among the staff has the name of the doctor of the visits, and works at a hospital
--   of this doctor, as a physician or a surgeon.

WITH physicians AS (
    SELECT DISTINCT e.staff_id
    FROM employments AS e
    JOIN roles AS r USING (role)
    WHERE r.licence = 'MD'
)

SELECT
    s.staff_id,
    s.doctor_id,
    d.name
FROM staff AS s
JOIN doctors AS d USING (doctor_id)
LEFT JOIN doctor_hospitals AS h
    ON
        s.doctor_id = h.doctor_id
        AND s.hospital_id = h.hospital_id
LEFT JOIN physicians AS p ON s.staff_id = p.staff_id
WHERE
    d.name <> 'Dr. ' || s.first_name || ' ' || s.last_name
    OR h.doctor_id IS NULL
    OR p.staff_id IS NULL
ORDER BY s.staff_id
