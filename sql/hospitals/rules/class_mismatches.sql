-- id: class_mismatches
-- title: Class of an encounter unlike its admission
-- severity: error
-- description: Who is admitted is an inpatient or under observation, and nobody else is.

SELECT
    encounter_id,
    class,
    admitted_at
FROM encounters
WHERE (class IN ('observation', 'inpatient')) <> (admitted_at IS NOT NULL)
ORDER BY encounter_id
