-- id: pediatric_gating_violations
-- title: Child seen for a condition of adults
-- severity: error
-- description: Adult-only conditions (such as stroke or arthritis in this model) never under 18 at
--   admission.

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
