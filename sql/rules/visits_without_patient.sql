-- id: visits_without_patient
-- title: Visit without a patient
-- severity: error
-- description: Every visit has one patient.
-- enforced_by: fk_visits_patient_id

SELECT
    v.visit_id,
    v.patient_id
FROM visits AS v
LEFT JOIN patients AS p USING (patient_id)
WHERE p.patient_id IS NULL
ORDER BY v.visit_id
