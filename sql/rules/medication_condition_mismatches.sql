-- id: medication_condition_mismatches
-- title: Medication that is not given for the condition
-- severity: error
-- description: The drug belongs to the condition: no insulin for a migraine.
-- enforced_by: fk_visits_condition_id_medication_id

SELECT
    v.visit_id,
    v.condition_id,
    v.medication_id
FROM visits AS v
LEFT JOIN condition_medications AS m USING (condition_id, medication_id)
WHERE
    v.medication_id IS NOT NULL
    AND m.medication_id IS NULL
ORDER BY v.visit_id
