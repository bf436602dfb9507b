-- id: visits_before_birth
-- title: Visit starts before the patient was born
-- severity: error
-- description: In the year before the birth the age is still zero, so the rule about ages cannot see such a
--   visit.

SELECT
    v.visit_id,
    v.date_of_admission,
    p.date_of_birth
FROM visits AS v
JOIN patients AS p USING (patient_id)
WHERE v.date_of_admission < p.date_of_birth
ORDER BY v.visit_id
