-- id: drug_treatment_mismatches
-- title: Drug treatment without a medication, or a medication without a drug treatment
-- severity: error
-- description: A visit has a medication exactly when its treatment is a drug treatment.

SELECT
    v.visit_id,
    t.name AS treatment,
    v.medication_id
FROM visits AS v
JOIN treatments AS t USING (treatment_id)
WHERE t.given_as_drug <> (v.medication_id IS NOT NULL)
ORDER BY v.visit_id
