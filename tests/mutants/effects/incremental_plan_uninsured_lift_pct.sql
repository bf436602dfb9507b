-- every patient gets the insurance of another one
UPDATE patients AS own
SET
    insurance_provider_id = other.insurance_provider_id,
    insurance_policy_number = other.insurance_policy_number
FROM (
    SELECT
        patient_id,
        row_number() OVER (ORDER BY patient_id) AS place
    FROM patients
) AS here
JOIN (
    SELECT
        insurance_provider_id,
        insurance_policy_number,
        row_number() OVER (ORDER BY md5(patient_id::text)) AS place
    FROM patients
) AS other ON here.place = other.place
WHERE own.patient_id = here.patient_id;
