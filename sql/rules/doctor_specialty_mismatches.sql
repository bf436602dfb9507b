-- id: doctor_specialty_mismatches
-- title: Doctor treats what the doctor's specialty does not cover
-- severity: error
-- description: A specialty covers conditions, each with some or all of its treatments: no cardiologist
--   sets a broken bone.

SELECT
    v.visit_id,
    v.doctor_id,
    d.specialty_id,
    v.condition_id,
    v.treatment_id
FROM visits AS v
JOIN doctors AS d USING (doctor_id)
LEFT JOIN specialty_treatments AS s USING (specialty_id, condition_id, treatment_id)
WHERE s.treatment_id IS NULL
ORDER BY v.visit_id
