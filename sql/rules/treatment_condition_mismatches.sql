-- id: treatment_condition_mismatches
-- title: Treatment that is not given for the condition
-- severity: error
-- description: Every condition has treatments of its own: no cast for the flu.
-- enforced_by: fk_visits_condition_id_treatment_id

SELECT
    v.visit_id,
    v.condition_id,
    v.treatment_id
FROM visits AS v
LEFT JOIN condition_treatments AS t USING (condition_id, treatment_id)
WHERE t.treatment_id IS NULL
ORDER BY v.visit_id
