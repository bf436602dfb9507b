-- id: linked_transfer_mismatches
-- title: Two legs of a transfer that do not fit
-- severity: error
-- description: A transfer between two hospitals of the dataset has an encounter at each, of one patient.
--   The patient leaves the first one before arriving at the second one.

SELECT
    t.encounter_id,
    t.attempt,
    t.other_encounter_id
FROM facility_transfers AS t
JOIN encounters AS e USING (encounter_id)
JOIN encounters AS o ON t.other_encounter_id = o.encounter_id
WHERE
    e.patient_id <> o.patient_id
    OR e.hospital_id = o.hospital_id
    OR (t.direction = 'out' AND e.left_at > o.registered_at)
    OR (t.direction = 'in' AND o.left_at > e.registered_at)
ORDER BY t.encounter_id, t.attempt
