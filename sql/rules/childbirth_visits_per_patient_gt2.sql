-- id: childbirth_visits_per_patient_gt2
-- title: Patient with more than two childbirth visits
-- severity: error
-- description: A patient has the delivery and at most one follow-up.

SELECT
    v.patient_id,
    count(*) AS visits
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE c.name = 'Childbirth'
GROUP BY v.patient_id
HAVING count(*) > 2
ORDER BY v.patient_id
