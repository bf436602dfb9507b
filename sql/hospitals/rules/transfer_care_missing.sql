-- id: transfer_care_missing
-- title: Transfer to a facility that lacks the care, or that another hospital works with
-- severity: error
-- description: A patient is sent only to where the needed care is, and to a facility that the hospital
--   works with.
-- enforced_by: fk_facility_transfers_facility_id_care

SELECT
    t.encounter_id,
    t.attempt,
    t.facility_id,
    t.care
FROM facility_transfers AS t
JOIN encounters AS e USING (encounter_id)
LEFT JOIN facilities AS f USING (facility_id)
LEFT JOIN facility_services AS s USING (facility_id, care)
WHERE
    t.facility_id IS NOT NULL
    AND (
        s.facility_id IS NULL
        OR f.hospital_id IS DISTINCT FROM e.hospital_id
    )
ORDER BY t.encounter_id, t.attempt
