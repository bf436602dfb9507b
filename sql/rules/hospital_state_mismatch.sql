-- id: hospital_state_mismatch
-- title: Hospital's ZIP code lies in another state
-- severity: error
-- description: A state licenses its hospitals, so a hospital lies in its state.
-- enforced_by: fk_hospitals_zipcode_state

SELECT
    h.hospital_id,
    h.zipcode,
    h.state,
    z.state AS zipcode_state
FROM hospitals AS h
LEFT JOIN zip_codes AS z USING (zipcode)
WHERE h.state IS DISTINCT FROM z.state
ORDER BY h.hospital_id
