-- id: ward_service_mismatches
-- title: Patient on an ordinary ward of another service who is not marked as an outlier
-- severity: error
-- description: Who lies on a ward of another service, although the hospital has one of the patient's own,
--   is an outlier.

WITH wards AS (
    SELECT DISTINCT
        u.hospital_id,
        d.service
    FROM units AS u
    JOIN departments AS d USING (department_id)
    WHERE u.care_level = 'general'
)

SELECT
    s.encounter_id,
    s.sequence,
    b.bed_id,
    s.service,
    d.service AS ward_service
FROM bed_stays AS s
JOIN beds AS b USING (bed_id)
JOIN units AS u USING (unit_id)
JOIN departments AS d USING (department_id)
JOIN wards AS own ON u.hospital_id = own.hospital_id AND s.service = own.service
WHERE
    u.care_level = 'general'
    AND d.service <> s.service
    AND NOT s.outlier
ORDER BY s.encounter_id, s.sequence
