-- id: diversions_overlap
-- title: Hospital that sends ambulances on twice at a time
-- severity: error
-- description: A diversion ends before the hospital's next one begins.

WITH ordered AS (
    SELECT
        hospital_id,
        began_at,
        lag(coalesce(ended_at, 'infinity')) OVER own AS earlier_ended_at
    FROM diversions
    WINDOW own AS (PARTITION BY hospital_id ORDER BY began_at)
)

SELECT
    hospital_id,
    began_at
FROM ordered
WHERE began_at < earlier_ended_at
ORDER BY hospital_id, began_at
