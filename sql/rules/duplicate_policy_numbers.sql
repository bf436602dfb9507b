-- id: duplicate_policy_numbers
-- title: Insurance policy number that two patients share
-- severity: error
-- description: Every patient has a policy of their own.

SELECT
    insurance_policy_number,
    count(*) AS patients,
    min(patient_id) AS patient_id
FROM patients
WHERE insurance_policy_number IS NOT NULL
GROUP BY insurance_policy_number
HAVING count(*) > 1
ORDER BY patient_id
