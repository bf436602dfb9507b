-- id: clinic_visits_per_patient_gt1
-- title: Clinic patient with more than one visit
-- severity: error
-- description: In the clinic's population every patient comes once, as in the reference's second dataset.

SELECT
    v.patient_id,
    count(*) AS visits
FROM visits AS v
JOIN current_dataset AS d ON d.config ->> 'population' = 'clinic'
GROUP BY v.patient_id
HAVING count(*) > 1
ORDER BY v.patient_id
