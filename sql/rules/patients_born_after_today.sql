-- id: patients_born_after_today
-- title: Patient born after today
-- severity: error
-- description: A child who is born within the next year has age zero, so the rule about ages cannot see it.

SELECT
    patient_id,
    date_of_birth
FROM patients
WHERE date_of_birth > (SELECT d.today FROM current_dataset AS d)
ORDER BY patient_id
