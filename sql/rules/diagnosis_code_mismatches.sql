-- id: diagnosis_code_mismatches
-- title: Diagnosis code of another condition
-- severity: error
-- description: Insurers pay a claim by its ICD-10-CM code, so the code must mean the treated condition.
-- enforced_by: fk_visits_condition_id_icd10_code

SELECT
    v.visit_id,
    v.condition_id,
    v.icd10_code
FROM visits AS v
LEFT JOIN diagnosis_codes AS d USING (condition_id, icd10_code)
WHERE d.icd10_code IS NULL
ORDER BY v.visit_id
