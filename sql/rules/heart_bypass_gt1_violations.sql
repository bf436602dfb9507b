-- id: heart_bypass_gt1_violations
-- title: More than one bypass surgery of one patient
-- severity: error
-- description: After a bypass, heart disease is followed with medication or monitoring.

SELECT
    v.patient_id,
    count(*) AS bypasses
FROM visits AS v
JOIN treatments AS t USING (treatment_id)
WHERE t.name = 'Bypass Surgery'
GROUP BY v.patient_id
HAVING count(*) > 1
ORDER BY v.patient_id
