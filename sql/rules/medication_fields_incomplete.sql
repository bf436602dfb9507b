-- id: medication_fields_incomplete
-- title: Prescription without the drug, its dosage or its frequency
-- severity: error
-- description: A nurse needs a complete prescription. Drug, dosage and frequency are all present, or all
--   missing.
-- enforced_by: ck_visits_drug_fields_together

SELECT
    visit_id,
    medication_id,
    dosage,
    frequency
FROM visits
WHERE num_nulls(medication_id, dosage, frequency) NOT IN (0, 3)
ORDER BY visit_id
