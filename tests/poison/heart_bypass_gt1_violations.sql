CREATE TEMPORARY TABLE poisoned AS
SELECT v.patient_id
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE c.name = 'Heart disease'
GROUP BY v.patient_id
HAVING count(*) > 1
ORDER BY v.patient_id
LIMIT 1;
UPDATE visits SET
    treatment_id = (SELECT treatment_id FROM treatments WHERE name = 'Bypass Surgery'),
    medication_id = NULL,
    dosage = NULL,
    frequency = NULL
WHERE
    patient_id = (SELECT patient_id FROM poisoned)
    AND condition_id = (SELECT condition_id FROM conditions WHERE name = 'Heart disease');
