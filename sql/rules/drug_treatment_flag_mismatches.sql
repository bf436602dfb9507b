-- id: drug_treatment_flag_mismatches
-- title: Treatment with the wrong drug flag
-- severity: error
-- description: Medication, Insulin Therapy, Inhaler and Chemotherapy are drug treatments. No other
--   treatment is.

SELECT
    treatment_id,
    name,
    given_as_drug
FROM treatments
WHERE given_as_drug <> (name IN ('Medication', 'Insulin Therapy', 'Inhaler', 'Chemotherapy'))
ORDER BY treatment_id
