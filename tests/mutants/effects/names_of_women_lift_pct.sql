-- every patient gets the gender of another one
UPDATE patients AS own
SET gender = other.gender
FROM (
    SELECT
        patient_id,
        row_number() OVER (ORDER BY patient_id) AS place
    FROM patients
) AS here
JOIN (
    SELECT
        gender,
        row_number() OVER (ORDER BY md5(patient_id::text)) AS place
    FROM patients
) AS other ON here.place = other.place
WHERE own.patient_id = here.patient_id;
