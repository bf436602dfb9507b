-- every hospital gets the bias of another one
UPDATE hospitals AS own
SET same_day_bias = other.same_day_bias
FROM (
    SELECT
        hospital_id,
        row_number() OVER (ORDER BY hospital_id) AS place
    FROM hospitals
) AS here
JOIN (
    SELECT
        same_day_bias,
        row_number() OVER (ORDER BY md5(hospital_id::text)) AS place
    FROM hospitals
) AS other ON here.place = other.place
WHERE own.hospital_id = here.hospital_id;
