-- id: blood_type_inconsistencies
-- title: Patient with more than one blood type
-- severity: error
-- description: A blood type does not change, and a wrong one kills. Only the patient's row holds it, so a
--   second blood type needs a second row.
-- enforced_by: pk_patients

SELECT
    patient_id,
    count(DISTINCT blood_type) AS blood_types
FROM patients
GROUP BY patient_id
HAVING count(DISTINCT blood_type) > 1
ORDER BY patient_id
