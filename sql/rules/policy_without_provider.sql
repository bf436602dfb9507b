-- id: policy_without_provider
-- title: Insurance policy number without an insurer
-- severity: error
-- description: Nobody could pay a claim on it.
-- enforced_by: ck_patients_policy_needs_provider

SELECT
    patient_id,
    insurance_policy_number
FROM patients
WHERE
    insurance_provider_id IS NULL
    AND insurance_policy_number IS NOT NULL
ORDER BY patient_id
