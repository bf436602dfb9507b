-- every doctor gets the bias of another one
UPDATE doctors AS own
SET medication_bias = other.medication_bias
FROM (
    SELECT
        doctor_id,
        row_number() OVER (ORDER BY doctor_id) AS place
    FROM doctors
) AS here
JOIN (
    SELECT
        medication_bias,
        row_number() OVER (ORDER BY md5(doctor_id::text)) AS place
    FROM doctors
) AS other ON here.place = other.place
WHERE own.doctor_id = here.doctor_id;
