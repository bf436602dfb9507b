-- implies: doctor_specialty_mismatches

-- a patient has bypass surgery at the first two visits for heart disease, and at no later visit
CREATE TEMPORARY TABLE failing AS
SELECT v.patient_id
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE c.name = 'Heart disease'
GROUP BY v.patient_id
HAVING count(*) > 1
ORDER BY v.patient_id
LIMIT 1;
UPDATE visits AS v SET
    treatment_id = t.treatment_id,
    medication_id = NULL,
    dosage = NULL,
    frequency = NULL
FROM (
    SELECT
        own.visit_id,
        CASE WHEN row_number() OVER (ORDER BY own.visit_id) <= 2 THEN 'Bypass Surgery' ELSE 'Monitoring' END AS name
    FROM visits AS own
    JOIN failing USING (patient_id)
    JOIN conditions AS c USING (condition_id)
    WHERE c.name = 'Heart disease'
) AS given
JOIN treatments AS t USING (name)
WHERE v.visit_id = given.visit_id;
