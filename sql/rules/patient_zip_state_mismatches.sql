-- id: patient_zip_state_mismatches
-- title: Patient's ZIP code lies in another state
-- severity: error
-- description: Mail to the patient would not arrive, and the patient would count for the wrong state.
-- enforced_by: fk_patients_zipcode_state

SELECT
    p.patient_id,
    p.zipcode,
    p.state,
    z.state AS zipcode_state
FROM patients AS p
LEFT JOIN zip_codes AS z USING (zipcode)
WHERE p.state IS DISTINCT FROM z.state
ORDER BY p.patient_id
