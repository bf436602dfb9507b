-- id: death_mismatches
-- title: Disposition of a death without a death on that day, or an encounter after death
-- severity: error
-- description: Who dies in the hospital leaves it on the date of death. Nobody comes or stays after
--   death.

SELECT
    e.encounter_id,
    e.registered_at,
    e.left_at,
    e.disposition,
    p.date_of_death
FROM encounters AS e
JOIN patients AS p USING (patient_id)
JOIN hospitals AS h USING (hospital_id)
WHERE
    (
        e.disposition = '20'
        AND p.date_of_death IS DISTINCT FROM (e.left_at AT TIME ZONE h.time_zone)::date
    )
    OR (e.left_at AT TIME ZONE h.time_zone)::date > p.date_of_death
    OR (e.left_at IS NULL AND p.date_of_death IS NOT NULL)
ORDER BY e.encounter_id
