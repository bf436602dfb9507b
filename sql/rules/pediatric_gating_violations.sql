-- id: pediatric_gating_violations
-- title: Child with a condition of adults
-- severity: error
-- description: Some conditions, such as stroke and arthritis, are for adults only: patients are at least 18
--   at the admission.

SELECT
    v.visit_id,
    v.patient_id,
    c.name AS condition_name,
    v.age
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE
    c.adult_only
    AND v.age < 18
ORDER BY v.visit_id
