-- id: person_in_two_surgeries
-- title: Person in two surgeries at a time
-- severity: error
-- description: Surgeons, anesthetists and operating nurses are in one surgery at a time.

WITH acts AS (
    SELECT
        encounter_id,
        act,
        began_at,
        staff_id,
        max(coalesce(ended_at, 'infinity')) OVER (
            PARTITION BY staff_id
            ORDER BY began_at, encounter_id, act
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS free_at
    FROM encounter_staff
    WHERE act IN ('surgery', 'anesthesia', 'operating nursing')
)

SELECT
    encounter_id,
    act,
    began_at,
    staff_id
FROM acts
WHERE began_at < free_at
ORDER BY encounter_id, act, began_at
