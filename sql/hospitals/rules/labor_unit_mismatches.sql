-- id: labor_unit_mismatches
-- title: Man, or woman of another age, in a labor unit
-- severity: error
-- description: A labor unit is for women of 18 to 50 years, the ages of the deliveries.

SELECT
    s.encounter_id,
    s.sequence,
    b.bed_id,
    p.gender,
    p.date_of_birth
FROM bed_stays AS s
JOIN beds AS b USING (bed_id)
JOIN units AS u USING (unit_id)
JOIN encounters AS e USING (encounter_id)
JOIN patients AS p USING (patient_id)
JOIN hospitals AS h ON e.hospital_id = h.hospital_id
WHERE
    u.care_level = 'labor'
    AND (
        p.gender <> 'Female'
        OR date_part('year', age(e.registered_at AT TIME ZONE h.time_zone, p.date_of_birth))
        NOT BETWEEN 18 AND 50
    )
ORDER BY s.encounter_id, s.sequence
