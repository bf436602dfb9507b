-- id: encounter_visit_mismatches
-- title: Encounter unlike its visit: patient, hospital or condition
-- severity: error
-- description: An encounter and its visit are of the same patient, for the same condition, at the same
--   hospital.
-- enforced_by: fk_encounters_patient_id_visit_id

SELECT
    e.encounter_id,
    v.visit_id
FROM encounters AS e
JOIN visits AS v USING (visit_id)
WHERE
    e.patient_id <> v.patient_id
    OR e.hospital_id <> v.hospital_id
    OR e.condition_id IS DISTINCT FROM v.condition_id
ORDER BY e.encounter_id
