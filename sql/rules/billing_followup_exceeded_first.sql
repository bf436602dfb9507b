-- id: billing_followup_exceeded_first
-- title: Follow-up that costs more than the first visit
-- severity: error
-- description: A follow-up never costs more than the patient's first visit for the condition. It may cost
--   more than the visit just before.

WITH charges AS NOT MATERIALIZED (
    SELECT
        v.visit_id,
        v.patient_id,
        v.condition_id,
        v.follow_up_of,
        b.total_charge
    FROM visits AS v
    JOIN billing AS b USING (visit_id)
)

SELECT
    later.visit_id,
    later.total_charge,
    began.visit_id AS first_visit,
    began.total_charge AS first_charge
FROM charges AS later
JOIN charges AS began USING (patient_id, condition_id)
WHERE
    began.follow_up_of IS NULL
    AND later.follow_up_of IS NOT NULL
    AND later.total_charge > began.total_charge
ORDER BY later.visit_id
