-- id: registered_after_origin
-- title: One of the first N patients registered after origin, or a later one before it
-- severity: error
-- description: --patients N is how many have registered by origin. Newcomers register after it and have
--   ids after N. All patients of the clinic register on start.

SELECT
    p.patient_id,
    p.registered_on,
    d.origin
FROM patients AS p
CROSS JOIN current_dataset AS d
WHERE (p.registered_on > d.origin) <> (p.patient_id > (d.config ->> 'patients')::bigint)
ORDER BY p.patient_id
