-- every hospital gets the multiplier of another one
UPDATE hospitals AS own
SET charge_multiplier = other.charge_multiplier
FROM (
    SELECT
        hospital_id,
        row_number() OVER (ORDER BY hospital_id) AS place
    FROM hospitals
) AS here
JOIN (
    SELECT
        charge_multiplier,
        row_number() OVER (ORDER BY md5(hospital_id::text)) AS place
    FROM hospitals
) AS other ON here.place = other.place
WHERE own.hospital_id = here.hospital_id;
