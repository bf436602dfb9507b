-- id: single_hospital_violations
-- title: More than one hospital, where one was asked for
-- severity: error
-- description: With --single-hospital or --hospital-state a dataset has one hospital. Every further
--   hospital is a violation.

SELECT
    h.hospital_id,
    h.name
FROM hospitals AS h
JOIN current_dataset AS d ON (d.config ->> 'single_hospital')::boolean
ORDER BY h.hospital_id
OFFSET 1
