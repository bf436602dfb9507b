-- id: same_condition_followup_doc_hosp_mismatches
-- title: Follow-up with another doctor or hospital than the first visit
-- severity: error
-- description: Continuity of care: the doctor and the hospital of the first visit treat the condition to
--   its end.

SELECT
    v.visit_id,
    f.visit_id AS first_visit,
    v.doctor_id,
    f.doctor_id AS first_doctor,
    v.hospital_id,
    f.hospital_id AS first_hospital
FROM visits AS v
JOIN visits AS f USING (patient_id, condition_id)
WHERE
    f.follow_up_of IS NULL
    AND (v.doctor_id <> f.doctor_id OR v.hospital_id <> f.hospital_id)
ORDER BY v.visit_id
