-- id: single_hospital_violations
-- title: Another hospital where one was asked for
-- severity: error
-- description: With --single-hospital or --hospital-state a dataset has one hospital; every further one is
--   a violation.

SELECT
    h.hospital_id,
    h.name
FROM hospitals AS h
JOIN current_dataset AS d ON (d.config ->> 'single_hospital')::boolean
WHERE h.hospital_id > (SELECT min(first.hospital_id) FROM hospitals AS first)
ORDER BY h.hospital_id
