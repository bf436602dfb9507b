-- id: complaint_patient_mismatches
-- title: Complaint that the patient cannot have
-- severity: error
-- description: Some complaints are those of women, and each has its ages.

SELECT
    e.encounter_id,
    c.name,
    p.gender,
    p.date_of_birth
FROM encounters AS e
JOIN complaints AS c USING (complaint_id)
JOIN patients AS p USING (patient_id)
JOIN hospitals AS h ON e.hospital_id = h.hospital_id
WHERE
    (c.female_only AND p.gender <> 'Female')
    OR date_part('year', age(e.registered_at AT TIME ZONE h.time_zone, p.date_of_birth))
    NOT BETWEEN c.min_age AND c.max_age
ORDER BY e.encounter_id
