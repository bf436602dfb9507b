-- id: follow_up_of_mismatches
-- title: follow_up_of is not the patient's previous visit for the condition
-- severity: error
-- description: Every later visit for the same condition is a follow-up of the visit before it. The first
--   visit for a condition follows no visit. All other rules about follow-ups read follow_up_of, so it must
--   be right.

WITH courses AS (
    SELECT
        visit_id,
        patient_id,
        condition_id,
        follow_up_of,
        lag(visit_id) OVER (
            PARTITION BY patient_id, condition_id
            ORDER BY date_of_admission, visit_id
        ) AS previous_visit
    FROM visits
)

SELECT
    visit_id,
    patient_id,
    condition_id,
    follow_up_of,
    previous_visit
FROM courses
WHERE follow_up_of IS DISTINCT FROM previous_visit
ORDER BY visit_id
