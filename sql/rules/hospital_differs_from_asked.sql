-- id: hospital_differs_from_asked
-- title: Hospital with another name or place than asked for
-- severity: error
-- description: The one hospital, or the first one of a network, has the name, the state and the ZIP code
--   of --hospital-name, --hospital-state and --hospital-zipcode, where these options were given.

WITH first AS (
    SELECT *
    FROM hospitals
    ORDER BY hospital_id
    LIMIT 1
)

SELECT
    a.what,
    a.asked,
    first.hospital_id,
    a.found
FROM first
CROSS JOIN current_dataset AS d
CROSS JOIN
    LATERAL (
        VALUES
        ('hospital_name', d.config ->> 'hospital_name', first.name),
        ('hospital_state', d.config ->> 'hospital_state', first.state),
        ('hospital_zipcode', d.config ->> 'hospital_zipcode', first.zipcode)
    ) AS a (what, asked, found)
WHERE a.asked <> a.found
ORDER BY a.what
