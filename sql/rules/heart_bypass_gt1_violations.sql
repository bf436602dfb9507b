-- id: heart_bypass_gt1_violations
-- title: Patient with more than one bypass surgery
-- severity: error
-- description: After a bypass, patients get medication or monitoring for their heart disease.

SELECT
    v.patient_id,
    count(*) AS bypasses
FROM visits AS v
JOIN treatments AS t USING (treatment_id)
WHERE t.name = 'Bypass Surgery'
GROUP BY v.patient_id
HAVING count(*) > 1
ORDER BY v.patient_id
