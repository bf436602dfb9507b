-- id: hospital_differs_from_asked
-- title: Hospital with another name or place than asked for
-- severity: error
-- description: The one hospital has the name, the state and the ZIP code of --hospital-name,
--   --hospital-state and --hospital-zipcode, where these options were given.

SELECT
    h.hospital_id,
    h.name,
    h.state,
    h.zipcode
FROM hospitals AS h
CROSS JOIN current_dataset AS d
WHERE
    h.name <> d.config ->> 'hospital_name'
    OR h.state <> d.config ->> 'hospital_state'
    OR h.zipcode <> d.config ->> 'hospital_zipcode'
ORDER BY h.hospital_id
