-- id: patients_with_gt3_conditions
-- title: Patient with more than three conditions
-- severity: error
-- description: A patient has at most three different conditions.

SELECT
    patient_id,
    count(DISTINCT condition_id) AS conditions
FROM visits
GROUP BY patient_id
HAVING count(DISTINCT condition_id) > 3
ORDER BY patient_id
