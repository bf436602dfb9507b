-- id: encounters_outside_care
-- title: Encounter before the patient registered with the practice, or after the patient left it
-- severity: error
-- description: A patient is in care from the day of registration to the day of leaving. A night in the
--   emergency department may end on the next day.

SELECT
    e.encounter_id,
    e.registered_at,
    e.left_at,
    p.registered_on,
    p.left_on
FROM encounters AS e
JOIN patients AS p USING (patient_id)
JOIN hospitals AS h USING (hospital_id)
WHERE
    (e.registered_at AT TIME ZONE h.time_zone)::date < p.registered_on
    OR (e.registered_at AT TIME ZONE h.time_zone)::date > p.left_on
    OR (e.left_at AT TIME ZONE h.time_zone)::date > p.left_on + 1
ORDER BY e.encounter_id
