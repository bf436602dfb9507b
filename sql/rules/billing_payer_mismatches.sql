-- id: billing_payer_mismatches
-- title: Bill with another payer than the patient's, without a change to Medicare at 65
-- severity: error
-- description: The payer of a patient changes only on the 65th birthday, and only to Medicare. So a bill
--   has another payer than the patient has today only if the patient was under 65 at admission, is 65 or
--   older today, and has Medicare today. Nobody becomes uninsured.

SELECT
    b.billing_id,
    b.patient_id,
    b.insurance_provider_id AS payer,
    p.insurance_provider_id AS payer_today,
    v.age,
    p.age AS age_today
FROM billing AS b
JOIN visits AS v USING (visit_id)
JOIN patients AS p ON b.patient_id = p.patient_id
LEFT JOIN insurance_providers AS i ON p.insurance_provider_id = i.insurance_provider_id
WHERE
    b.insurance_provider_id IS DISTINCT FROM p.insurance_provider_id
    AND (v.age >= 65 OR p.age < 65 OR i.kind IS DISTINCT FROM 'Medicare')
ORDER BY b.billing_id
