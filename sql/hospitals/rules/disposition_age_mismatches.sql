-- id: disposition_age_mismatches
-- title: Child discharged to a nursing home, a hospice or a long-term hospital
-- severity: error
-- description: Children go home, or to another hospital for children.

SELECT
    e.encounter_id,
    e.disposition,
    p.date_of_birth
FROM encounters AS e
JOIN patients AS p USING (patient_id)
JOIN hospitals AS h USING (hospital_id)
WHERE
    e.disposition IN ('03', '50', '51', '63')
    AND date_part('year', age(e.registered_at AT TIME ZONE h.time_zone, p.date_of_birth)) < 18
ORDER BY e.encounter_id
