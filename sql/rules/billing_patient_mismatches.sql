-- id: billing_patient_mismatches
-- title: Bill sent to the wrong patient
-- severity: error
-- description: A bill belongs to the patient of its visit.
-- enforced_by: fk_billing_patient_id_visit_id

SELECT
    b.billing_id,
    b.visit_id,
    b.patient_id AS billed_patient,
    v.patient_id AS seen_patient
FROM billing AS b
JOIN visits AS v USING (visit_id)
WHERE b.patient_id <> v.patient_id
ORDER BY b.visit_id
