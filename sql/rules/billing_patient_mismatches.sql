-- id: billing_patient_mismatches
-- title: Bill sent to another patient than the one who was seen
-- severity: error
-- description: A bill belongs to its visit's patient.
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
