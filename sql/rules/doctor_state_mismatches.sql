-- id: doctor_state_mismatches
-- title: Doctor works in a hospital of another state
-- severity: error
-- description: A state licenses a doctor, so all hospitals of a doctor lie in that state.
-- enforced_by: fk_doctor_hospitals_doctor_id_state, fk_doctor_hospitals_hospital_id_state

SELECT
    w.doctor_id,
    w.hospital_id,
    d.state AS doctor_state,
    h.state AS hospital_state
FROM doctor_hospitals AS w
JOIN doctors AS d USING (doctor_id)
JOIN hospitals AS h USING (hospital_id)
WHERE d.state <> h.state
ORDER BY w.doctor_id, w.hospital_id
