-- id: follow_up_required_mismatches
-- title: Wrong follow_up_required
-- severity: error
-- description: A follow-up is required exactly when the condition asks for one (cancer, kidney failure,
--   stroke, heart disease, broken bones, diabetes, asthma, arthritis) or the patient is 70 or older at the
--   visit.

SELECT
    v.visit_id,
    c.name AS condition_name,
    v.age,
    v.follow_up_required
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE v.follow_up_required <> (c.follow_up_required OR v.age >= 70)
ORDER BY v.visit_id
