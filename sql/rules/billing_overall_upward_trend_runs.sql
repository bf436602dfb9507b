-- id: billing_overall_upward_trend_runs
-- title: Course of a condition that ends with a higher charge than it began with
-- severity: error
-- description: Charges may rise between two visits, but they do not rise over a patient's whole course of a
--   condition. The reference does not define a run. Our run is all visits of a patient for a condition, and
--   its trend is the last charge against the first.

WITH courses AS (
    SELECT
        v.patient_id,
        v.condition_id,
        b.total_charge,
        first_value(b.total_charge) OVER course AS first_charge,
        lead(v.visit_id) OVER course AS next_visit
    FROM visits AS v
    LEFT JOIN billing AS b USING (visit_id)
    WINDOW course AS (PARTITION BY v.patient_id, v.condition_id ORDER BY v.date_of_admission, v.visit_id)
)

SELECT
    patient_id,
    condition_id,
    first_charge,
    total_charge AS last_charge
FROM courses
WHERE
    next_visit IS NULL
    AND total_charge > first_charge
ORDER BY patient_id, condition_id
