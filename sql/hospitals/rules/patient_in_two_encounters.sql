-- id: patient_in_two_encounters
-- title: Patient in two encounters at a time
-- severity: error
-- description: A patient leaves before arriving again, at the same hospital or at another one.

WITH ordered AS (
    SELECT
        encounter_id,
        patient_id,
        registered_at,
        max(coalesce(left_at, 'infinity')) OVER (
            PARTITION BY patient_id
            ORDER BY registered_at, encounter_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS earlier_left_at
    FROM encounters
)

SELECT
    encounter_id,
    patient_id,
    registered_at
FROM ordered
WHERE registered_at < earlier_left_at
ORDER BY encounter_id
