-- id: single_hospital_violations
-- title: More hospitals than asked for
-- severity: error
-- description: A dataset has as many hospitals as --hospitals says; with --single-hospital or
--   --hospital-state, one if the option is not given. Every further hospital is a violation.

WITH numbered AS (
    SELECT
        hospital_id,
        name,
        row_number() OVER (ORDER BY hospital_id) AS place
    FROM hospitals
)

SELECT
    numbered.hospital_id,
    numbered.name
FROM numbered
CROSS JOIN current_dataset AS d
WHERE numbered.place > (d.config ->> 'hospitals')::integer
ORDER BY numbered.hospital_id
