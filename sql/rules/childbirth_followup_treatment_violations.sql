-- id: childbirth_followup_treatment_violations
-- title: Childbirth follow-up with a treatment that is not one
-- severity: error
-- description: After the delivery comes a Postpartum Checkup, Monitoring or Lactation Support, not a second
--   delivery.

SELECT
    v.visit_id,
    v.patient_id,
    t.name AS treatment
FROM visits AS v
JOIN conditions AS c USING (condition_id)
JOIN treatments AS t USING (treatment_id)
WHERE
    c.name = 'Childbirth'
    AND v.follow_up_of IS NOT NULL
    AND t.name NOT IN ('Postpartum Checkup', 'Monitoring', 'Lactation Support')
ORDER BY v.visit_id
