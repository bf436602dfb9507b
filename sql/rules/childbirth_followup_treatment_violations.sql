-- id: childbirth_followup_treatment_violations
-- title: Childbirth follow-up with another treatment
-- severity: error
-- description: The follow-up after a delivery is a Postpartum Checkup, Monitoring or Lactation Support. It
--   is not a second delivery.

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
