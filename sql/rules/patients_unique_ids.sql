-- id: patients_unique_ids
-- title: Patient number used more than once
-- severity: error
-- description: Two people with one number would share a chart, and every count of patients would be wrong.
-- enforced_by: pk_patients

SELECT
    patient_id,
    count(*) AS patients
FROM patients
GROUP BY patient_id
HAVING count(*) > 1
ORDER BY patient_id
