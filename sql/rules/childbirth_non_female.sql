-- id: childbirth_non_female
-- title: Childbirth of a patient who is not Female
-- severity: error
-- description: Only patients recorded as Female have childbirth visits.

SELECT
    v.visit_id,
    v.patient_id,
    p.gender
FROM visits AS v
JOIN conditions AS c USING (condition_id)
JOIN patients AS p USING (patient_id)
WHERE
    c.name = 'Childbirth'
    AND p.gender <> 'Female'
ORDER BY v.visit_id
