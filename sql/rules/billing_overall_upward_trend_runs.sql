-- id: billing_overall_upward_trend_runs
-- title: Course of a condition that ends dearer than it began
-- severity: error
-- description: Charges may bump up between two visits, but over a patient's whole course of a condition
--   they do not rise. The reference does not define a run; ours is all visits of a patient for a condition,
--   and its trend is the last charge against the first.

WITH courses AS (
    SELECT
        v.patient_id,
        v.condition_id,
        v.visit_id,
        v.follow_up_of,
        b.total_charge,
        lead(v.visit_id) OVER (
            PARTITION BY v.patient_id, v.condition_id
            ORDER BY v.date_of_admission, v.visit_id
        ) AS next_visit
    FROM visits AS v
    JOIN billing AS b USING (visit_id)
)

SELECT
    f.patient_id,
    f.condition_id,
    f.total_charge AS first_charge,
    l.total_charge AS last_charge
FROM courses AS f
JOIN courses AS l USING (patient_id, condition_id)
WHERE
    f.follow_up_of IS NULL
    AND l.next_visit IS NULL
    AND l.total_charge > f.total_charge
ORDER BY f.patient_id, f.condition_id
