-- every doctor gets the style of another one
UPDATE doctors AS own
SET same_day_style = other.same_day_style
FROM (
    SELECT
        doctor_id,
        row_number() OVER (ORDER BY doctor_id) AS place
    FROM doctors
) AS here
JOIN (
    SELECT
        same_day_style,
        row_number() OVER (ORDER BY md5(doctor_id::text)) AS place
    FROM doctors
) AS other ON here.place = other.place
WHERE own.doctor_id = here.doctor_id;
