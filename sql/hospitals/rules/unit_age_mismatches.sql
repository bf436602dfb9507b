-- id: unit_age_mismatches
-- title: Child in a unit for adults, or adult in one for children
-- severity: error
-- description: The age is the one at registration. Some units, such as intensive care of a small
--   hospital, take all ages.

SELECT
    s.encounter_id,
    s.sequence,
    b.bed_id,
    u.ages,
    p.date_of_birth
FROM bed_stays AS s
JOIN beds AS b USING (bed_id)
JOIN units AS u USING (unit_id)
JOIN encounters AS e USING (encounter_id)
JOIN patients AS p USING (patient_id)
JOIN hospitals AS h ON e.hospital_id = h.hospital_id
WHERE
    u.ages <> 'all'
    AND (u.ages = 'child')
    <> (date_part('year', age(e.registered_at AT TIME ZONE h.time_zone, p.date_of_birth)) < 18)
ORDER BY s.encounter_id, s.sequence
